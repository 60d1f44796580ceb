import type { Batch, CellValue, Column } from '../../seeding/load/batch.ts';

/** A batch of one row. */
export function rowBatch(table: Batch['table'], row: Readonly<Record<string, CellValue>>): Batch {
  const columns = Object.entries(row).map(([name, value]): [string, Column] => [name, { kind: 'same', value }]);
  return { table, rows: 1, columns: Object.fromEntries(columns) };
}
