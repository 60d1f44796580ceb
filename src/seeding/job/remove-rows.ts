import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { codeOf, messageOf, UsageError } from '../../support/errors.ts';
import type { Batch } from '../load/batch.ts';
import { valueAt } from '../load/encode-rows.ts';
import { cellText } from '../load/text-cells.ts';
import type { ColumnShape, TableShape } from '../schema/table-shape.ts';
import type { Span } from './dataset.ts';
import { timeColumn } from './series.ts';
import type { Writing } from './write-tasks.ts';

type Target = Pick<Writing<unknown>, 'client' | 'schema'>;

/** Removes a batch's rows from its table. @throws UsageError `STILL_REFERRED_TO` */
export async function removeRows({ client, schema }: Target, batch: Batch, span: Span): Promise<number> {
  const table = schema.find(...batch.table);
  if (table === undefined || batch.rows === 0) {
    return 0;
  }
  const time = timeColumn(table, batch);
  // Older versions of the schema may have no such column.
  const hasDataset = table.columns.some(({ name }) => name === 'dataset_id');
  const dataset = hasDataset ? batch.columns['dataset_id'] : undefined;
  try {
    if (time !== null && dataset?.kind === 'same' && dataset.value !== null) {
      const { rowCount } = await client.query(
        `DELETE FROM ${table.name} WHERE dataset_id = $1 AND ${quoteIdentifier(time)} >= $2 AND ${quoteIdentifier(time)} < $3`,
        [dataset.value, new Date(span.from), new Date(span.to)],
      );
      return rowCount ?? 0;
    }
    return await removeByKey({ client, schema }, table, batch);
  } catch (error) {
    throw codeOf(error) === SQLSTATE.foreignKeyViolation
      ? new UsageError(`${table.name}: ${messageOf(error)}`, {
          code: 'STILL_REFERRED_TO',
          hint: 'Remove the rows that refer to seeded rows first. Nothing has been removed.',
          cause: error,
        })
      : error;
  }
}

async function removeByKey({ client, schema }: Target, table: TableShape, batch: Batch): Promise<number> {
  const columns = keyColumns(table, batch);
  const texts = columns.map(({ name, type }) => {
    const column = batch.columns[name];
    return Array.from({ length: batch.rows }, (_, row) => {
      const value = column === undefined ? null : valueAt(column, row);
      return value === null ? null : cellText(schema.types, type, value);
    });
  });
  const names = columns.map((_, i) => `k${i}`);
  const isKey = columns.every(({ notNull }) => notNull);
  const conditions = columns.map(
    ({ name, cast }, i) =>
      `t.${quoteIdentifier(name)} ${isKey ? '=' : 'IS NOT DISTINCT FROM'} CAST(k.k${i} AS ${cast})`,
  );
  const { rowCount } = await client.query(
    `DELETE FROM ${table.name} t USING unnest(${names.map((_, i) => `$${i + 1}::text[]`).join(', ')}) AS k (${names.join(', ')})
      WHERE ${conditions.join(' AND ')}`,
    texts,
  );
  return rowCount ?? 0;
}

/** The columns of a unique index that the batch has all of; otherwise all that can be compared. */
function keyColumns(table: TableShape, batch: Batch): ColumnShape[] {
  const given = table.columns.filter(({ name, generated }) => name in batch.columns && generated === null);
  const names = new Set(given.map(({ name }) => name));
  const unique = table.uniques
    .filter(({ columns, expressions, exclusion }) => !exclusion && expressions.length === 0 && columns.length > 0)
    .find(({ columns }) => columns.every((name) => names.has(name)));
  return unique === undefined
    ? given.filter(({ type }) => type !== 'json')
    : given.filter(({ name }) => unique.columns.includes(name));
}
