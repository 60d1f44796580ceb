import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import type { Batch } from '../load/batch.ts';
import { valueAt } from '../load/encode-rows.ts';
import { cellText } from '../load/text-cells.ts';
import type { TableShape, Types } from '../schema/table-shape.ts';

/** The column with the beginning of a row's interval. */
export type TimeColumn = 'start_ts' | 'timestamp';

/** The column that tells the rows of a time series apart; null for anything else, such as metadata. */
export function timeColumn(table: TableShape, batch: Batch): TimeColumn | null {
  const name = (['start_ts', 'timestamp'] as const).find((each) => batch.columns[each]?.kind === 'instants');
  const hasOtherKey = table.uniques.some(
    ({ columns, expressions, exclusion }) =>
      !exclusion && expressions.length === 0 && columns.every((column) => column in batch.columns && column !== name),
  );
  return name === undefined || hasOtherKey ? null : name;
}

/** Columns with the ends of a span, and with the times at which a row was filed; and the function that keeps the wider or later of two values. */
const BOUNDS: Readonly<Record<string, 'LEAST' | 'GREATEST'>> = {
  start_ts: 'LEAST',
  valid_from: 'LEAST',
  end_ts: 'GREATEST',
  valid_to: 'GREATEST',
  created_at: 'GREATEST',
  queued_at: 'GREATEST',
  started_at: 'GREATEST',
  completed_at: 'GREATEST',
  submitted_at: 'GREATEST',
};

/** The columns of metadata whose values move when the span grows. */
export const MOVES_WITH_SPAN: ReadonlySet<string> = new Set(Object.keys(BOUNDS));

/** Widens the span in rows of metadata that exist already, and moves their filing, when a further piece of their series is added. */
export async function extendMetadata(client: ClientBase, types: Types, table: TableShape, batch: Batch): Promise<void> {
  const isThere = (columns: readonly string[]): boolean =>
    columns.length > 0 && columns.every((name) => name in batch.columns);
  const key =
    table.uniques.find(
      ({ columns, expressions, exclusion }) => !exclusion && expressions.length === 0 && isThere(columns),
    ) ??
    // A row of a table without a key is the one that belongs to what it refers to.
    table.foreignKeys.find(({ columns }) => isThere(columns));
  const bounds = table.columns.filter(({ name }) => name in BOUNDS && name in batch.columns);
  if (key === undefined || bounds.length === 0) {
    return;
  }
  const castOf = (name: string): string => table.columns.find((column) => column.name === name)?.cast ?? 'text';
  const textOf = (name: string, row: number): string | null => {
    const column = batch.columns[name];
    const value = column === undefined ? null : valueAt(column, row);
    return value === null ? null : cellText(types, castOf(name), value);
  };
  const sets = bounds.map(({ name, cast }, i) => {
    const quoted = quoteIdentifier(name);
    return `${quoted} = ${BOUNDS[name]}(${quoted}, $${i + 1}::${cast})`;
  });
  const conditions = key.columns.map(
    (name, i) => `${quoteIdentifier(name)} = $${bounds.length + i + 1}::${castOf(name)}`,
  );
  for (let row = 0; row < batch.rows; row += 1) {
    await client.query(
      `UPDATE ${table.name} SET ${sets.join(', ')} WHERE ${conditions.join(' AND ')}`,
      [...bounds.map(({ name }) => name), ...key.columns].map((name) => textOf(name, row)),
    );
  }
}
