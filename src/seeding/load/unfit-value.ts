import { UsageError } from '../../support/errors.ts';
import type { CellValue } from './batch.ts';

/** A value that its column cannot hold, and why; the caller knows its position and adds it with `located`. */
export class UnfitValue extends Error {
  readonly value: CellValue;

  constructor(value: CellValue, reason: string) {
    super(reason);
    this.value = value;
  }
}

/** The position of a value. */
export interface Cell {
  /** As SQL names it. */
  table: string;
  column: string;
  /** From 0, within its batch. */
  row: number;
}

const LONGEST = 80;

/** `VALUE_DOES_NOT_FIT`, for an UnfitValue; any other error as it is. */
export function located(thrown: unknown, { table, column, row }: Cell): unknown {
  if (!(thrown instanceof UnfitValue)) {
    return thrown;
  }
  return new UsageError(`${table}, column ${column}, row ${row + 1}: ${shown(thrown.value)} ${thrown.message}`, {
    code: 'VALUE_DOES_NOT_FIT',
    hint: 'Correct the dataset that makes it, or widen the column.',
  });
}

function shown(value: CellValue): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
