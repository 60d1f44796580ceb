import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import type { Batch } from '../load/batch.ts';
import { valueAt } from '../load/encode-rows.ts';
import { cellText } from '../load/text-cells.ts';
import type { TableShape } from '../schema/table-shape.ts';
import type { Types } from '../schema/types.ts';

/** Columns that say for which time something holds, and which of two values to keep when it is extended. */
const BOUNDS: Readonly<Record<string, 'LEAST' | 'GREATEST'>> = {
  start_ts: 'LEAST',
  valid_from: 'LEAST',
  end_ts: 'GREATEST',
  valid_to: 'GREATEST',
};

/** Lets rows that are there already, and are no series, reach as far as a further piece of the series does. */
export async function extendMetadata(client: ClientBase, types: Types, table: TableShape, batch: Batch): Promise<void> {
  const key = table.uniques.find(
    ({ columns, expressions, exclusion }) =>
      !exclusion && expressions.length === 0 && columns.length > 0 && columns.every((name) => name in batch.columns),
  );
  const bounds = table.columns.filter(({ name }) => name in BOUNDS && name in batch.columns);
  if (key === undefined || bounds.length === 0) {
    return;
  }
  const textOf = (name: string, row: number): string | null => {
    const column = batch.columns[name];
    const value = column === undefined ? null : valueAt(column, row);
    return value === null ? null : cellText(types, typeOf(table, name), value);
  };
  const sets = bounds.map(({ name, cast }, i) => {
    const quoted = quoteIdentifier(name);
    return `${quoted} = ${BOUNDS[name]}(${quoted}, $${i + 1}::${cast})`;
  });
  const conditions = key.columns.map(
    (name, i) => `${quoteIdentifier(name)} = $${bounds.length + i + 1}::${typeOf(table, name)}`,
  );
  for (let row = 0; row < batch.rows; row += 1) {
    await client.query(
      `UPDATE ${table.name} SET ${sets.join(', ')} WHERE ${conditions.join(' AND ')}`,
      [...bounds.map(({ name }) => name), ...key.columns].map((name) => textOf(name, row)),
    );
  }
}

function typeOf(table: TableShape, name: string): string {
  return table.columns.find((column) => column.name === name)?.cast ?? 'text';
}
