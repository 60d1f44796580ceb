import { UsageError } from '../../support/errors.ts';

/** The reference values of a Go layout that are numbers, and the fields that they stand for. */
const FIELDS: Readonly<Record<string, Intl.DateTimeFormatPartTypes>> = {
  '2006': 'year',
  '06': 'year',
  '01': 'month',
  '02': 'day',
  '15': 'hour',
  '04': 'minute',
  '05': 'second',
};

/**
 * The version for a time, as golang-migrate's `create -format -tz` makes it: `unix`, `unixNano`, or a Go layout such as
 * `20060102150405`.
 *
 * @throws UsageError `BAD_TIME_FORMAT` for a layout with anything but these numbers; `BAD_TIME_ZONE`
 * @see https://pkg.go.dev/time#pkg-constants
 */
export function timeVersion(time: Date, layout: string, timeZone: string): string {
  if (layout === 'unix') {
    return String(Math.floor(time.getTime() / 1_000));
  }
  if (layout === 'unixNano') {
    return String(BigInt(time.getTime()) * 1_000_000n);
  }
  // Go reads other digits as further fields, for example 03 as the hour of twelve.
  if (!/^(?:2006|06|01|02|15|04|05)+$/.test(layout)) {
    throw new UsageError(`invalid time format: "${layout}"`, {
      code: 'BAD_TIME_FORMAT',
      hint: 'Use unix, unixNano, or a Go layout of the fields 2006 (or 06), 01, 02, 15, 04 and 05 without anything between them.',
    });
  }
  const fields = fieldsOf(time, timeZone);
  return layout.replaceAll(/2006|06|01|02|15|04|05/g, (token) => {
    const value = fields.get(FIELDS[token] ?? 'year') ?? '';
    return token === '06' ? value.slice(-2) : value;
  });
}

function fieldsOf(time: Date, timeZone: string): Map<string, string> {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    return new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  } catch (error) {
    throw new UsageError(`unknown time zone: "${timeZone}"`, {
      code: 'BAD_TIME_ZONE',
      hint: 'Use a name such as UTC or Europe/London.',
      cause: error,
    });
  }
}
