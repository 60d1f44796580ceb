const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/**
 * The milliseconds of an interval as the server prints it (`1 day 02:30:00`). Undefined if the text is not an interval, or
 * has months or years, whose lengths differ.
 *
 * https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-OUTPUT
 */
export function intervalLength(text: string): number | undefined {
  const match = /^(?:(-?\d+) days?)? ?(?:([-+]?)(\d+):(\d\d):(\d\d(?:\.\d+)?))?$/.exec(text);
  if (match === null || text === '') {
    return undefined;
  }
  const [, days = '0', sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const time = Number(hours) * HOUR + Number(minutes) * 60 * SECOND + Number(seconds) * SECOND;
  return Number(days) * DAY + (sign === '-' ? -time : time);
}
