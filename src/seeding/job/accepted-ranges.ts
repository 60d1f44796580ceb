import type { ClientBase } from 'pg';

import { quoteIdentifier } from '../../sql/quote.ts';
import { attempt } from '../constraints/attempt.ts';
import type { ColumnShape, TableShape } from '../schema/table-shape.ts';
import { isPlausible, plausibleRanges, type Range } from './plausible-column.ts';

/** Values of a range that are tried: a condition that takes them all is taken to be one of bounds. */
const PROBES = 24;

/** For the columns of quantities that have conditions of their own: which of the plausible ranges the server takes, by name. */
export async function acceptedRanges(client: ClientBase, table: TableShape): Promise<ReadonlyMap<string, Range>> {
  const candidates = table.columns
    .filter((column) => isPlausible(column))
    .flatMap((column) => plausibleRanges(column.name).map((range) => ({ column, range })));
  const outcomes = await attempt(
    client,
    'ask',
    candidates.map(({ column, range }) => question(table, column, range)),
  );
  const accepted = new Map<string, Range>();
  for (const [i, { column, range }] of candidates.entries()) {
    const outcome = outcomes[i];
    if (outcome?.ok === true && outcome.answer === 'true' && !accepted.has(column.name)) {
      accepted.set(column.name, range);
    }
  }
  return accepted;
}

function question({ checks }: TableShape, { name, cast }: ColumnShape, { least, most }: Range): string {
  const conditions = checks.filter(({ columns }) => columns.length === 1 && columns[0] === name);
  const met = ['true', ...conditions.map(({ expression }) => `(${expression}) IS NOT FALSE`)].join(' AND ');
  const values = Array.from({ length: PROBES }, (_, i) => least + ((most - least) * i) / (PROBES - 1));
  const casts = values.map((value) => `(CAST(${value} AS ${cast}))`);
  return `SELECT bool_and(${met})::text FROM (VALUES ${casts.join(', ')}) AS probe(${quoteIdentifier(name)})`;
}
