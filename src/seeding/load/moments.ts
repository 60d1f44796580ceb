import type { CellValue } from './batch.ts';
import { UnfitValue } from './unfit-value.ts';

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts, in milliseconds since 1970. */
export const EPOCH = 946_684_800_000;

const DAY = 86_400_000;

/** 4714-11-24 BC, from which on PostgreSQL has a `timestamp`, and the last one that JavaScript has. */
const FIRST = -210_866_803_200_000;
const LAST = 8_640_000_000_000_000;

/** What stands for infinity on the wire. */
const INFINITY = 2n ** 63n - 1n;

/** Microseconds since 2000 of a moment. @throws UnfitValue */
export function microseconds(value: CellValue): bigint {
  if (typeof value === 'string') {
    const special = { infinity: INFINITY, '-infinity': -INFINITY - 1n }[value];
    return special ?? fromText(value);
  }
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    return value > 0 ? INFINITY : -INFINITY - 1n;
  }
  if (typeof value !== 'number' || !(value >= FIRST && value <= LAST)) {
    throw new UnfitValue(value, 'is not a time: give milliseconds since 1970, or ISO 8601');
  }
  const whole = Math.floor(value);
  return BigInt(whole - EPOCH) * 1000n + BigInt(Math.round((value - whole) * 1000));
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Without a zone it is UTC. */
function fromText(text: string): bigint {
  const [, date, time = '00:00', seconds = '00', fraction = '', zone = 'Z'] = ISO.exec(text) ?? [];
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  const milliseconds = date === undefined ? Number.NaN : Date.parse(`${date}T${time}:${seconds}.000${offset}`);
  if (Number.isNaN(milliseconds)) {
    throw new UnfitValue(text, 'is not a time: give milliseconds since 1970, or ISO 8601');
  }
  return BigInt(milliseconds - EPOCH) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** Days since 2000-01-01 of a date, or of the day in UTC that a moment is in. @throws UnfitValue */
export function days(value: CellValue): number {
  const micros = microseconds(value);
  if (micros === INFINITY || micros === -INFINITY - 1n) {
    return micros > 0 ? 0x7fffffff : -0x80000000;
  }
  return Math.floor(Number(micros / 1000n) / DAY);
}

/** The parts of an `interval`. */
export interface IntervalParts {
  microseconds: bigint;
  days: number;
  months: number;
}

const DURATION =
  /^()P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?$/;
const CLOCK = /^(-)?(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;

/** An interval from seconds, ISO 8601 (`P1DT2H`) or hours, minutes and seconds (`26:00:00`). @throws UnfitValue */
export function intervalParts(value: CellValue): IntervalParts {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return { microseconds: BigInt(Math.round(value * 1e6)), days: 0, months: 0 };
  }
  const text = typeof value === 'string' ? value : '';
  const [iso, clock] = [DURATION.exec(text), CLOCK.exec(text)];
  if ((iso === null || /[PT]$/.test(text)) && clock === null) {
    throw new UnfitValue(value, 'is not an interval: give seconds, ISO 8601, or 26:00:00');
  }
  const [, minus, years, months, weeks, dayCount, hours, minutes, seconds, fraction = ''] = iso ?? [
    ...(clock?.slice(0, 2) ?? []),
    '',
    '',
    '',
    '',
    ...(clock?.slice(2) ?? []),
  ];
  const sign = minus === '-' ? -1 : 1;
  const whole = (part(hours) * 60 + part(minutes)) * 60 + part(seconds);
  return {
    microseconds: BigInt(sign) * (BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))),
    days: sign * (part(weeks) * 7 + part(dayCount)),
    months: sign * (part(years) * 12 + part(months)),
  };
}

function part(digits: string | undefined): number {
  return Number(digits ?? 0);
}
