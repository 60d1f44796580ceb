import type { Client } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import type { DumpTable } from '../../tables/dump-table.ts';
import { isIdName } from '../classify/judge.ts';
import { nameWords } from '../classify/name-hints.ts';
import type { SourceColumn } from '../source/read-columns.ts';

/** Names of a series' time. */
const SERIES_TIME = /\b(?:ts|time|timestamp|datetime|date)$/;

/** Rows of each owner that make a series of a table without a key: a day of half hours. */
const ROWS_OF_OWNER = 48;

/** Rows that make a series of a table without owners. */
const ROWS = 1000;

/**
 * The `id`s of the tables that hold readings over time: decimal numbers beside a time that is part of a unique key, or, in a table that
 * has none, beside a time that is named so, with many rows for each owner.
 */
export async function readSeries(client: Client, columns: readonly SourceColumn[]): Promise<ReadonlySet<string>> {
  const series = new Set<string>();
  for (const table of new Set(columns.map((column) => column.table))) {
    const own = columns.filter((column) => column.table === table);
    const times = own.filter(({ kind, isArray }) => (kind === 'time' || kind === 'date') && !isArray);
    const hasNumbers = own.some((column) => column.kind === 'float' || column.baseType === 'numeric');
    if (!hasNumbers || times.length === 0) {
      continue;
    }
    const isKeyed = times.some(({ name }) => table.keys.some((key) => key.columns.includes(name)));
    const isNamed = times.some(({ name }) => SERIES_TIME.test(nameWords(name)));
    if (isKeyed || (isNamed && (await hasManyRows(client, table, own)))) {
      series.add(table.id);
    }
  }
  return series;
}

/** By its foreign keys and its columns of ids, without those that are unique. */
async function hasManyRows(client: Client, table: DumpTable, own: readonly SourceColumn[]): Promise<boolean> {
  const references = new Set(table.foreignKeys.flatMap((key) => key.columns));
  const owners = own.filter(({ name, isUnique, isArray }) => {
    const isOwner = references.has(name) || (isIdName(name) && !isUnique);
    return isOwner && !isArray;
  });
  // Types without equality are compared by their text.
  const groups = owners.map(
    ({ name, kind }) =>
      `${quoteIdentifier(name)}${kind === 'text' || kind === 'number' || kind === 'harmless' ? '' : '::text'}`,
  );
  const { rows } = await client.query<{ are: boolean }>(
    owners.length === 0
      ? `SELECT pg_catalog.count(*) >= ${ROWS} AS are FROM ${table.sql}`
      : `SELECT pg_catalog.sum(rows) >= ${ROWS_OF_OWNER} * pg_catalog.count(*) AS are
           FROM (SELECT pg_catalog.count(*) AS rows FROM ${table.sql} GROUP BY ${groups.join(', ')}) AS owners`,
  );
  return rows[0]?.are === true;
}
