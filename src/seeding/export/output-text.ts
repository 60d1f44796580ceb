import type { CellValue } from '../load/batch.ts';
import { jsonText } from '../load/cell-writer.ts';
import { partsOf } from '../load/composite-writer.ts';
import { parseDecimal, roundDecimal, wholeNumber, type WholeRange } from '../load/decimal.ts';
import { intervalParts, microseconds } from '../load/moments.ts';
import type { NumericLimit } from '../load/numeric.ts';
import { UnfitValue } from '../load/unfit-value.ts';
import type { FileType } from './file-column.ts';
import { jsonbText } from './jsonb-text.ts';

/**
 * A value as PostgreSQL's output function of its type writes it, with `TimeZone` UTC.
 *
 * @throws UnfitValue
 */
export function outputText(type: FileType, value: Exclude<CellValue, null>): string {
  switch (type.kind) {
    case 'timestamptz':
      return momentText(value);
    case 'float8':
      return floatText(numberOf(value));
    case 'numeric':
      return decimalText(unscaled(value, type), type.scale);
    case 'bool':
      return value === true || value === 'true' || value === 't' ? 't' : 'f';
    case 'uuid':
      return uuidText(value);
    case 'int4':
      return wholeOf(value).toString();
    case 'jsonb':
      return jsonbText(JSON.parse(jsonText(value)));
    case 'interval':
      return intervalText(value);
    case 'text[]':
      return `{${listOf(value).map(arrayElement).join(',')}}`;
    case 'composite':
      return `(${numbersOf(value, type.fields)
        .map((part) => (part === null ? '' : floatText(part)))
        .join(',')})`;
    default:
      return typeof value === 'object' ? jsonText(value) : String(value);
  }
}

const INT4: WholeRange = { low: -0x8000_0000n, high: 0x7fff_ffffn };

function uuidText(value: CellValue): string {
  if (typeof value !== 'string' || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) {
    throw new UnfitValue(value, 'is not a UUID');
  }
  return value.toLowerCase();
}

/**
 * The shortest digits that name the number; with an exponent below 0.0001 and from 1e15 on.
 *
 * https://github.com/postgres/postgres/blob/REL_18_STABLE/src/common/d2s.c (to_chars)
 */
function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  }
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e15) {
    return String(value);
  }
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Math.abs(Number(exponent)).toString().padStart(2, '0');
  return `${digits}e${exponent.startsWith('-') ? '-' : '+'}${power}`;
}

/** Below this, a product with a power of ten is exact enough. */
const EXACT = 2 ** 40;

/** Nearer than this to half of the last digit, only the number's text shows which way to round. */
const NEAR = 0.001;

/**
 * A `numeric` as a whole number of its last digit, rounded half away from zero.
 *
 * @throws UnfitValue, as PostgreSQL does; also for NaN, which decimals of files do not have
 */
export function unscaled(value: CellValue, { precision, scale }: NumericLimit): bigint {
  const digits = digitsOf(value, scale);
  if (digits >= 10n ** BigInt(precision) || digits <= -(10n ** BigInt(precision))) {
    throw new UnfitValue(value, `is too large for numeric(${precision},${scale})`);
  }
  return digits;
}

function digitsOf(value: CellValue, scale: number): bigint {
  if (typeof value === 'number') {
    const size = Math.abs(value) * 10 ** scale;
    const rest = size - Math.floor(size);
    if (size < EXACT && Math.abs(rest - 0.5) > NEAR) {
      return BigInt(Math.round(size) * Math.sign(value));
    }
  }
  const decimal = typeof value === 'object' ? undefined : parseDecimal(String(value));
  if (decimal === undefined) {
    throw new UnfitValue(value, 'is not a number');
  }
  const { negative, whole, fraction } = roundDecimal(decimal, scale);
  const digits = BigInt(`${whole}${fraction.padEnd(scale, '0')}` || '0');
  return negative ? -digits : digits;
}

function decimalText(digits: bigint, scale: number): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  return `${negative ? '-' : ''}${text.slice(0, point)}${scale === 0 ? '' : `.${text.slice(point)}`}`;
}

/** The years that JavaScript and PostgreSQL write alike: 1 to 9999. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.UTC(10_000, 0);

function momentText(value: CellValue): string {
  const micros = typeof value === 'number' && Number.isInteger(value) ? undefined : microsecondsOf(value);
  const milliseconds = micros === undefined ? Number(value) : Number((micros - (micros % 1000n)) / 1000n);
  requireYear(value, milliseconds);
  const text = new Date(milliseconds).toISOString();
  const fraction =
    `${text.slice(20, 23)}${micros === undefined ? '' : String(micros % 1000n).padStart(3, '0')}`.replace(/0+$/, '');
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction === '' ? '' : `.${fraction}`}+00`;
}

/** Microseconds from 1970 to 2000. */
const EPOCH = 946_684_800_000_000n;

/** Microseconds since 1970. @throws UnfitValue, also for what text cannot hold, so that all formats hold the same */
export function microsecondsOf(value: CellValue): bigint {
  const micros =
    typeof value === 'number' && Number.isInteger(value) ? BigInt(value) * 1000n : microseconds(value) + EPOCH;
  requireYear(value, Number(micros / 1000n));
  return micros;
}

function requireYear(value: CellValue, milliseconds: number): void {
  if (!(milliseconds >= FIRST && milliseconds < LAST)) {
    throw new UnfitValue(value, 'is not a time of the years 1 to 9999');
  }
}

/** https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-OUTPUT */
function intervalText(value: CellValue): string {
  const { microseconds: micros, days, months } = intervalParts(value);
  const [years, rest] = [Math.trunc(months / 12), months % 12];
  const parts = [[years, 'year'] as const, [rest, 'mon'] as const, [days, 'day'] as const];
  const named = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]));
  const size = micros < 0n ? -micros : micros;
  const seconds = size / 1_000_000n;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => String(part).padStart(2, '0'));
  const fraction = String(size % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const time = `${micros < 0n ? '-' : ''}${clock.join(':')}${fraction === '' ? '' : `.${fraction}`}`;
  return [...named, ...(micros === 0n && named.length > 0 ? [] : [time])].join(' ');
}

/** @throws UnfitValue */
export function listOf(value: CellValue): readonly CellValue[] {
  if (!Array.isArray(value)) {
    throw new UnfitValue(value, 'is not a list');
  }
  return value as readonly CellValue[];
}

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function arrayElement(value: CellValue): string {
  if (value === null) {
    return 'NULL';
  }
  const text = typeof value === 'object' ? jsonText(value) : String(value);
  return text === '' || /["\\{},\s]/.test(text) || text.toUpperCase() === 'NULL'
    ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
    : text;
}

/** A `float8`, which may be NaN. @throws UnfitValue */
export function numberOf(value: CellValue): number {
  const isNone =
    typeof value === 'object' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && (value.trim() === '' || (Number.isNaN(Number(value)) && value !== 'NaN')));
  if (isNone) {
    throw new UnfitValue(value, 'is not a number');
  }
  return Number(value);
}

/** An `int4`. @throws UnfitValue */
export function wholeOf(value: CellValue): number {
  if (typeof value === 'object' || typeof value === 'boolean') {
    throw new UnfitValue(value, 'is not a number');
  }
  return Number(wholeNumber(value, INT4));
}

/** The numbers of a composite; null for NULL. @throws UnfitValue */
export function numbersOf(value: CellValue, fields: readonly string[]): (number | null)[] {
  return partsOf(value, fields).map((part) => (part === null ? null : numberOf(part)));
}
