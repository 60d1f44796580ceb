import { constant, varied, type Candidate, type Purpose } from './candidate.ts';

/** The range of a number type. The bounds are texts, because JavaScript numbers are not precise enough. */
export interface NumberRange {
  low: string;
  high: string;
  /** Digits after the decimal point. */
  scale: number;
}

const RANGES: Readonly<Record<string, NumberRange>> = {
  int2: { low: '-32768', high: '32767', scale: 0 },
  int4: { low: '-2147483648', high: '2147483647', scale: 0 },
  int8: { low: '-9223372036854775808', high: '9223372036854775807', scale: 0 },
  oid: { low: '0', high: '4294967295', scale: 0 },
  xid8: { low: '0', high: '18446744073709551615', scale: 0 },
  float4: { low: '-1e37', high: '1e37', scale: 2 },
  float8: { low: '-1e300', high: '1e300', scale: 2 },
  money: { low: '-92233720368547758.08', high: '92233720368547758.07', scale: 2 },
};

const UNLIMITED: NumberRange = { low: '-99999999999999999999.999999', high: '99999999999999999999.999999', scale: 2 };

/** The range of a type, undefined if it is not a number type. */
export function numberRange(bare: string, modifier: number): NumberRange | undefined {
  if (bare !== 'numeric') {
    return RANGES[bare];
  }
  return modifier < 4 ? UNLIMITED : decimalRange(modifier - 4);
}

/** https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/numeric.c (numeric_typmod_scale) */
function decimalRange(packed: number): NumberRange {
  const precision = (packed >>> 16) & 0xffff;
  const scale = ((packed & 0x7ff) ^ 1024) - 1024;
  const nines = '9'.repeat(precision);
  const whole = precision - scale;
  const high =
    scale <= 0
      ? nines + '0'.repeat(-scale)
      : `${whole > 0 ? nines.slice(0, whole) : '0'}.${'0'.repeat(Math.max(0, -whole))}${nines.slice(Math.max(0, whole))}`;
  return { low: `-${high}`, high, scale: Math.max(0, scale) };
}

/** Numbers that conditions often require. */
const OTHERS = [0, 1, -1, 2, 3, 5, 10, 12, 24, 50, 99, 100, 255, 1000, 1024, 2024, 8080, 100_000, 0.5, -0.5];

export function numberCandidates(range: NumberRange, { distinct }: Purpose): Candidate[] {
  const limit = Number(range.high);
  const small = (most: number): Candidate =>
    varied('other', ({ cell }) => String(1 + (cell % Math.max(1, Math.min(most, Math.floor(limit))))));
  return [
    distinct ? distinctNumber(range) : plainNumber(range),
    distinct ? nearBound(range, 'low') : constant('low', range.low),
    distinct ? nearBound(range, 'high') : constant('high', range.high),
    ...OTHERS.filter((value) => fitsRange(range, value)).map((value) => constant('other', String(value))),
    small(10),
    small(100),
    ...(limit > 1 && !distinct ? [distinctNumber(range)] : []),
    ...(range.scale > 0 ? [varied('other', ({ cell }) => `0.${String((cell % 9) + 1)}`)] : []),
  ];
}

export function fitsRange(range: NumberRange, value: number): boolean {
  return value >= Number(range.low) && value <= Number(range.high) && (range.scale > 0 || Number.isInteger(value));
}

/** A small number that increases from column to column: in most tables `minimum` comes before `maximum`. */
function plainNumber(range: NumberRange): Candidate {
  const limit = Number(range.high);
  return varied('plain', ({ row, ordinal }) => {
    const value = 1 + (row % 40) + ordinal;
    if (limit < 1) {
      return String((limit * (1 + (row % 8))) / 10).slice(0, 2 + range.scale);
    }
    const whole = value <= limit ? value : 1 + (value % Math.floor(limit));
    return range.scale > 0 && whole + 1 < limit ? `${whole}.5` : String(whole);
  });
}

function distinctNumber(range: NumberRange): Candidate {
  const limit = Math.floor(Math.min(Number(range.high), 2_000_000_000));
  return varied('plain', ({ cell }) =>
    String(limit < 1 ? Number(range.high) * ((cell % 10) / 10) : 1 + (cell % limit)),
  );
}

/** For unique columns, which can have the bound only once: different values close to it. */
function nearBound(range: NumberRange, role: 'low' | 'high'): Candidate {
  if (range.scale > 0 || range.high.length < 5) {
    return constant(role, range[role]);
  }
  const bound = BigInt(range[role]);
  const step = role === 'low' ? 1n : -1n;
  return varied(role, ({ cell }) => String(bound + step * BigInt(cell % 5000)));
}
