import type { Block } from './block.ts';
import { parseDecimal, roundDecimal, type Decimal } from './decimal.ts';
import { UnfitValue } from './unfit-value.ts';

/** Digits of a `numeric(precision, scale)`; null where the type has no limit. */
export interface NumericLimit {
  precision: number;
  scale: number;
}

/** https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/utils/adt/numeric.c (numeric_typmod_scale) */
export function numericLimit(modifier: number): NumericLimit | null {
  if (modifier < 4) {
    return null;
  }
  const packed = modifier - 4;
  return { precision: (packed >>> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
}

const POSITIVE = 0;
const NEGATIVE = 0x4000;
const SPECIAL: Readonly<Record<string, number>> = { NaN: 0xc000, Infinity: 0xd000, '-Infinity': 0xf000 };

/** Writes a `numeric` with its length. @throws UnfitValue if it is not a number or has too many digits */
export function writeNumeric(block: Block, value: string | number | bigint, limit: NumericLimit | null): void {
  const text = String(value).trim();
  const special = SPECIAL[text];
  if (special !== undefined) {
    if (limit !== null && special !== SPECIAL['NaN']) {
      throw new UnfitValue(value, `is too large for numeric(${limit.precision},${limit.scale})`);
    }
    writeDigits(block, '', special, 0, 0);
    return;
  }
  const decimal = parseDecimal(text);
  if (decimal === undefined) {
    throw new UnfitValue(value, 'is not a number');
  }
  const rounded = limit === null ? decimal : fitted(value, decimal, limit);
  const groups = Math.ceil(rounded.whole.length / 4);
  const digits =
    rounded.whole.padStart(groups * 4, '0') + rounded.fraction.padEnd(Math.ceil(rounded.fraction.length / 4) * 4, '0');
  const scale = limit === null ? rounded.fraction.length : Math.max(0, limit.scale);
  // The server takes zeros in front and at the end, and drops them.
  writeDigits(block, digits, rounded.negative && digits !== '' ? NEGATIVE : POSITIVE, groups - 1, scale);
}

function fitted(value: string | number | bigint, decimal: Decimal, { precision, scale }: NumericLimit): Decimal {
  const rounded = roundDecimal(decimal, scale);
  const { whole, fraction } = rounded;
  // Where the scale exceeds the precision, the first digits behind the point have to be zero.
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const tooMany =
    whole.length > Math.max(0, precision - scale) ||
    (precision < scale && fraction !== '' && zeros < scale - precision);
  if (tooMany) {
    throw new UnfitValue(value, `is too large for numeric(${precision},${scale})`);
  }
  return rounded;
}

function writeDigits(block: Block, digits: string, sign: number, weight: number, scale: number): void {
  const groups = digits.length / 4;
  block.int32(8 + groups * 2);
  block.int16(groups);
  block.int16(weight);
  block.uint16(sign);
  block.int16(scale);
  for (let i = 0; i < digits.length; i += 4) {
    block.int16(Number(digits.slice(i, i + 4)));
  }
}
