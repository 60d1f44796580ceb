import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { ROW_ALIAS } from '../output/write-tables.ts';
import type { DumpTable } from '../tables/dump-table.ts';
import { namesFor, singleKeys } from './references.ts';
import type { SelectedRows } from './selected-rows.ts';

/** The columns of a table that have JSON. */
export function jsonColumns({ columns }: DumpTable): string[] {
  return columns.filter(({ baseType }) => baseType === 'json' || baseType === 'jsonb').map(({ name }) => name);
}

/**
 * Where JSON names rows of a table: in members that are called as its key, or as several of them, at any depth.
 *
 * @see https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-SQLJSON-PATH
 */
export function jsonPaths(table: DumpTable, members: ReadonlySet<string>): { key: string; path: string }[] {
  return keysInJson(table).flatMap((key) =>
    [...namesFor(table, key)]
      .flatMap((name) => [name, `${name}s`])
      .filter((name) => members.has(name))
      // Of an array, each element.
      .map((name) => ({ key, path: `$.**.${JSON.stringify(name)}[*]` })),
  );
}

/** The keys of a table by which JSON may name its rows. */
export function keysInJson(table: DumpTable): string[] {
  return singleKeys(table).filter((key) => namesFor(table, key).size > 0);
}

/** The condition that JSON in a column names a row of a table that exists and is not selected. */
export function namesForeign(column: string, path: string, parent: SelectedRows, key: string): string {
  const name = quoteIdentifier(key);
  const values = `pg_catalog.jsonb_path_query(${ROW_ALIAS}.${quoteIdentifier(column)}::jsonb, ${quoteLiteral(path)}) AS v`;
  const foreign = `SELECT p.${name}::text FROM ${parent.table.sql} AS p WHERE ${parent.lacks(key, `p.${name}`)}`;
  return `EXISTS (SELECT FROM ${values} WHERE v #>> '{}' IN (${foreign}))`;
}
