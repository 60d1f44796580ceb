import type { Batch, CellValue } from '../load/batch.ts';
import { valueAt } from '../load/encode-rows.ts';
import { located } from '../load/unfit-value.ts';
import type { FileColumn } from './file-column.ts';

/** The values of a column in a batch, converted; NULL stays. A value that is the same in all rows is converted once. */
export function columnValues<T>(
  { table, rows, columns }: Batch,
  { name }: FileColumn,
  convert: (value: Exclude<CellValue, null>) => T,
): (T | null)[] {
  const column = columns[name];
  const one = (value: CellValue, row: number): T | null => {
    try {
      return value === null ? null : convert(value);
    } catch (error) {
      throw located(error, { table: table.join('.'), column: name, row });
    }
  };
  if (column === undefined || column.kind === 'same') {
    const same = one(column?.value ?? null, 0);
    return Array.from({ length: rows }, () => same);
  }
  return Array.from({ length: rows }, (_, row) => one(valueAt(column, row), row));
}
