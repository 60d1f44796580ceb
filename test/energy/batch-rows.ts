import { createHash } from 'node:crypto';

import type { Batch, CellValue } from '../../src/seeding/load/batch.ts';

/** What a column holds in each row. */
export function valuesOf(batch: Batch, name: string): CellValue[] {
  const column = batch.columns[name];
  if (column === undefined) {
    throw new Error(`${batch.table.join('.')} has no column ${name}`);
  }
  if (column.kind === 'same') {
    return Array.from({ length: batch.rows }, () => column.value);
  }
  if (column.kind === 'numbers') {
    return Array.from(column.values, (value, i) => (column.nulls?.[i] === 1 ? null : value));
  }
  return [...column.values];
}

/** The rows of each table, each as the texts of its values, in their order. */
export function rowsByTable(batches: Iterable<Batch>): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  for (const batch of batches) {
    const name = batch.table.join('.');
    const rows = tables.get(name) ?? [];
    tables.set(name, rows);
    const columns = Object.keys(batch.columns).map((column) => valuesOf(batch, column));
    for (let row = 0; row < batch.rows; row += 1) {
      rows.push(JSON.stringify(columns.map((values) => values[row])));
    }
  }
  return tables;
}

/** A hash of all that batches hold, to the last bit. */
export function digestOf(batches: Iterable<Batch>): string {
  const hash = createHash('sha256');
  for (const { table, rows, columns } of batches) {
    hash.update(`${table.join('.')} ${rows}\n`);
    for (const [name, column] of Object.entries(columns)) {
      hash.update(`${name} ${column.kind}\n`);
      if (column.kind === 'same') {
        hash.update(JSON.stringify(column.value));
      } else if (column.kind === 'values') {
        hash.update(JSON.stringify(column.values));
      } else {
        hash.update(new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength));
      }
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Rows without the times of their filing. */
export function withoutFiling(batches: Iterable<Batch>): Batch[] {
  return Array.from(batches, (batch) => ({
    ...batch,
    columns: Object.fromEntries(Object.entries(batch.columns).filter(([name]) => !name.endsWith('_at'))),
  }));
}
