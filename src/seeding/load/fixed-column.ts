import type { Types } from '../schema/table-shape.ts';
import { bareType } from '../schema/type-hints.ts';
import type { Column } from './batch.ts';
import { EPOCH } from './moments.ts';
import { numericLimit, type NumericLimit } from './numeric.ts';
import { UnfitValue } from './unfit-value.ts';

/** A column whose values all have the same number of bytes. */
export interface FixedColumn {
  /** Bytes of the length and the value. */
  width: number;
  /** Writes what is the same in all rows. */
  prepare(view: DataView, at: number): void;
  /**
   * Writes the values of some rows, `stride` bytes apart. They have been checked to fit.
   */
  fill(view: DataView, at: number, stride: number, from: number, to: number): void;
}

/** A value that does not fit. */
export interface Misfit {
  row: number;
  error: UnfitValue;
}

/**
 * A column's fixed form, if it has one: numbers and instants without NULL, in the usual types.
 *
 * @returns the first value that does not fit where there is one
 */
export function fixedColumn(
  types: Types,
  typeName: string,
  typeModifier: number,
  column: Column,
): FixedColumn | Misfit | undefined {
  const { type, modifier } = bareType(types, typeName, typeModifier);
  if (type === undefined || type.kind !== 'b' || column.kind === 'same' || column.kind === 'values') {
    return undefined;
  }
  const { values } = column;
  if (type.bare === 'timestamptz' || type.bare === 'timestamp') {
    return momentColumn(values);
  }
  if (column.kind === 'instants' || column.nulls?.some((isNull) => isNull !== 0) === true) {
    return undefined;
  }
  const limit = type.bare === 'numeric' ? numericLimit(modifier) : null;
  if (limit !== null) {
    return numericColumn(values, limit);
  }
  const make = NUMBERS[type.bare];
  return make?.(values);
}

const NUMBERS: Readonly<Record<string, (values: Float64Array) => FixedColumn | Misfit>> = {
  float8: (values) =>
    simple(8, (view, at, stride, from, to) => {
      for (let row = from, offset = at; row < to; row += 1, offset += stride) {
        view.setFloat64(offset, values[row] ?? 0);
      }
    }),
  float4: (values) =>
    misfit(
      values,
      (value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)),
      'is too large for real',
    ) ??
    simple(4, (view, at, stride, from, to) => {
      for (let row = from, offset = at; row < to; row += 1, offset += stride) {
        view.setFloat32(offset, values[row] ?? 0);
      }
    }),
  int2: (values) => whole(values, 2, 0x8000),
  int4: (values) => whole(values, 4, 0x8000_0000),
};

function whole(values: Float64Array, bytes: 2 | 4, bound: number): FixedColumn | Misfit {
  return (
    misfit(values, (value) => !Number.isInteger(value), 'is not a whole number') ??
    misfit(values, (value) => value < -bound || value >= bound, `is not between ${-bound} and ${bound - 1}`) ??
    simple(bytes, (view, at, stride, from, to) => {
      for (let row = from, offset = at; row < to; row += 1, offset += stride) {
        if (bytes === 4) {
          view.setInt32(offset, values[row] ?? 0);
        } else {
          view.setInt16(offset, values[row] ?? 0);
        }
      }
    })
  );
}

function simple(bytes: number, fill: FixedColumn['fill']): FixedColumn {
  return {
    width: 4 + bytes,
    prepare: (view, at) => view.setInt32(at, bytes),
    fill: (view, at, stride, from, to) => fill(view, at + 4, stride, from, to),
  };
}

function misfit(values: Float64Array, isUnfit: (value: number) => boolean, reason: string): Misfit | undefined {
  const row = values.findIndex(isUnfit);
  return row === -1 ? undefined : { row, error: new UnfitValue(values[row] ?? 0, reason) };
}

/** A time is written in two halves, because a number does not hold 64 bits. */
const HALF = 2 ** 32;

/** Times up to this many milliseconds from 2000, 285 years, whose microseconds a number holds exactly; all others are written one by one. */
const FAR = 9e12;

function momentColumn(values: Float64Array): FixedColumn | undefined {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? 0;
    if (value !== Math.floor(value) || !(Math.abs(value - EPOCH) <= FAR)) {
      return undefined;
    }
  }
  return simple(8, (view, at, stride, from, to) => {
    for (let row = from, offset = at; row < to; row += 1, offset += stride) {
      const microseconds = ((values[row] ?? 0) - EPOCH) * 1000;
      const high = Math.floor(microseconds / HALF);
      view.setInt32(offset, high);
      view.setUint32(offset + 4, microseconds - high * HALF);
    }
  });
}

/** Below this, a product with a power of ten is exact enough. */
const EXACT = 2 ** 40;

/** Nearer than this to half of the last digit, only the number's text shows which way to round. */
const NEAR = 0.001;

/**
 * Numbers of a `numeric(p,s)` in as many groups of four digits as the largest needs; the server drops zeros at both ends.
 * Undefined if some are too large, or too near to half of the last digit, for this way of rounding.
 */
function numericColumn(values: Float64Array, { precision, scale }: NumericLimit): FixedColumn | undefined {
  if (scale < 0 || scale > 12 || scale > precision) {
    return undefined;
  }
  const power = 10 ** scale;
  const bound = Math.min(EXACT, 10 ** precision - 1);
  let most = 0;
  for (const value of values) {
    const scaled = Math.abs(value) * power;
    const rest = scaled - Math.floor(scaled);
    if (!(scaled < bound) || (rest > 0.5 - NEAR && rest < 0.5 + NEAR)) {
      return undefined;
    }
    most = Math.max(most, scaled);
  }
  const behind = Math.ceil(scale / 4);
  const pad = 10 ** (behind * 4 - scale);
  const before = wholeGroups(Math.round(most) / power);
  const groups = before + behind;
  return {
    width: 12 + groups * 2,
    prepare: (view, at) => {
      view.setInt32(at, 8 + groups * 2);
      view.setInt16(at + 4, groups);
      view.setInt16(at + 6, before - 1);
      view.setInt16(at + 10, scale);
    },
    fill: (view, at, stride, from, to) => {
      for (let row = from, offset = at; row < to; row += 1, offset += stride) {
        const value = values[row] ?? 0;
        const rounded = Math.round(Math.abs(value) * power);
        view.setInt16(offset + 8, value < 0 && rounded > 0 ? 0x4000 : 0);
        let units = Math.floor(rounded / power);
        let fraction = (rounded - units * power) * pad;
        for (let group = behind - 1; group >= 0; group -= 1) {
          const above = Math.floor(fraction / 10_000);
          view.setInt16(offset + 12 + (before + group) * 2, fraction - above * 10_000);
          fraction = above;
        }
        for (let group = before - 1; group >= 0; group -= 1) {
          const above = Math.floor(units / 10_000);
          view.setInt16(offset + 12 + group * 2, units - above * 10_000);
          units = above;
        }
      }
    },
  };
}

function wholeGroups(value: number): number {
  let groups = 0;
  for (let rest = Math.floor(value); rest > 0; rest = Math.floor(rest / 10_000)) {
    groups += 1;
  }
  return groups;
}
