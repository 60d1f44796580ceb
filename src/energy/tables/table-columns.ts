import { fileColumn, inferredColumn, type FileColumn } from '../../seeding/export/file-column.ts';
import type { Batch } from '../../seeding/load/batch.ts';
import { OPTIMISATION_TABLES } from './optimisation-tables.ts';
import { SERIES_TABLES } from './series-tables.ts';
import { SITE_TABLES } from './site-tables.ts';

/** The columns of all tables that the datasets fill, by schema and name, as in a migrated database. */
export const TABLE_COLUMNS: ReadonlyMap<string, readonly FileColumn[]> = new Map(
  Object.entries({ ...SITE_TABLES, ...SERIES_TABLES, ...OPTIMISATION_TABLES }).map(([table, columns]) => [
    table,
    Object.entries(columns).map(([name, text]) => fileColumn(name, text)),
  ]),
);

/** The columns of a batch's table: as they are known, then those that only the batch has. */
export function columnsOf(batch: Batch): readonly FileColumn[] {
  const known = TABLE_COLUMNS.get(batch.table.join('.')) ?? [];
  const names = new Set(known.map(({ name }) => name));
  const others = Object.entries(batch.columns).filter(([name]) => !names.has(name));
  return others.length === 0
    ? known
    : [...known, ...others.map(([name, column]) => inferredColumn(name, column, batch.types?.[name]))];
}
