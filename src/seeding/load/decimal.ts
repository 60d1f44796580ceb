import { UnfitValue } from './unfit-value.ts';

/** Digits before and behind the point, without zeros in front. */
export interface Decimal {
  negative: boolean;
  whole: string;
  fraction: string;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads a number's text exactly, as PostgreSQL does; undefined if it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text.trim());
  const [, sign = '', before = '', behind = '', exponent = '0'] = match ?? [];
  if (match === null || before + behind === '' || Math.abs(Number(exponent)) > 20_000) {
    return undefined;
  }
  const shift = Number(exponent);
  const digits = before + behind;
  const point = before.length + shift;
  const whole = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0');
  const fraction = point >= digits.length ? '' : '0'.repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point));
  return { negative: sign === '-', whole: whole.replace(/^0+/, ''), fraction };
}

/** Rounds half away from zero to `scale` digits behind the point (before it, if that is negative), as `numeric` does. */
export function roundDecimal({ negative, whole, fraction }: Decimal, scale: number): Decimal {
  if (fraction.length <= scale) {
    return { negative, whole, fraction: fraction.replace(/0+$/, '') };
  }
  const digits = `0${whole}${fraction}`;
  const kept = 1 + whole.length + scale;
  if (kept <= 0) {
    return { negative: false, whole: '', fraction: '' };
  }
  const up = (digits[kept] ?? '0') >= '5' ? 1n : 0n;
  const rounded = (BigInt(digits.slice(0, kept)) + up).toString().padStart(kept, '0');
  const padded = scale < 0 ? rounded + '0'.repeat(-scale) : rounded;
  const point = padded.length - Math.max(0, scale);
  return {
    negative,
    whole: padded.slice(0, point).replace(/^0+/, ''),
    fraction: padded.slice(point).replace(/0+$/, ''),
  };
}

/** What a whole-number type can hold. */
export interface WholeRange {
  low: bigint;
  high: bigint;
}

/** @throws UnfitValue if it is not a whole number within the range */
export function wholeNumber(value: string | number | bigint, { low, high }: WholeRange): bigint {
  const decimal = typeof value === 'bigint' ? undefined : parseDecimal(String(value));
  if (typeof value !== 'bigint' && (decimal === undefined || /[1-9]/.test(decimal.fraction))) {
    throw new UnfitValue(value, 'is not a whole number');
  }
  const whole =
    typeof value === 'bigint'
      ? value
      : BigInt(decimal?.whole === '' ? 0 : (decimal?.whole ?? 0)) * (decimal?.negative === true ? -1n : 1n);
  if (whole < low || whole > high) {
    throw new UnfitValue(value, `is not between ${low} and ${high}`);
  }
  return whole;
}
