import type { Client } from 'pg';

import { quoteIdentifier } from '../../../sql/quote.ts';
import type { DumpForeignKey, DumpTable } from '../../tables/dump-table.ts';

/** Of whom a row of readings is. */
export interface Owners {
  /** The column that says it, with its table. */
  label: string;
  /** The columns of the row by which it is found. */
  needed: readonly string[];
  /** @returns null if the row has none */
  ownerOf: (valueOf: (column: string) => string | null) => string | null;
}

/**
 * Finds the column of this name in the table, or in the nearest table that its foreign keys lead to; there, the owners of all referenced rows
 * are held in memory.
 *
 * @returns undefined if no such table has the column
 */
export async function readOwners(
  client: Client,
  table: DumpTable,
  tables: readonly DumpTable[],
  column: string,
): Promise<Owners | undefined> {
  const path = pathTo(table, tables, column);
  const [first, ...others] = path ?? [];
  if (path === undefined) {
    return undefined;
  }
  if (first === undefined) {
    return { label: column, needed: [column], ownerOf: (valueOf) => valueOf(column) };
  }
  const parents = path.map(({ parent }) => parent);
  const [start, end] = [parents[0], parents.at(-1)];
  const joins = others.map(({ key, parent }, at) => {
    const equal = key.parentColumns.map(
      (name, i) => `t${at + 1}.${quoteIdentifier(name)} = t${at}.${quoteIdentifier(key.columns[i] ?? '')}`,
    );
    return `JOIN ${parent.sql} t${at + 1} ON ${equal.join(' AND ')}`;
  });
  const keys = first.key.parentColumns.map((name) => asText(`t0.${quoteIdentifier(name)}`));
  const { rows } = await client.query<{ key: string[]; owner: string }>(
    `SELECT ARRAY[${keys.join(', ')}] AS key, ${asText(`t${others.length}.${quoteIdentifier(column)}`)} AS owner
       FROM ${[`${start?.sql} t0`, ...joins].join(' ')}`,
  );
  const owners = new Map(rows.map(({ key, owner }) => [key.join('\0'), owner]));
  const needed = first.key.columns;
  return {
    label: `${column} of ${end?.id}`,
    needed,
    ownerOf: (valueOf) => owners.get(needed.map((name) => valueOf(name) ?? '').join('\0')) ?? null,
  };
}

/** SQL for a value as COPY writes it; a cast to text would strip or spell some otherwise. */
export function asText(column: string): string {
  return `pg_catalog.format('%s', ${column})`;
}

interface Step {
  key: DumpForeignKey;
  parent: DumpTable;
}

/** The foreign keys from a table to the nearest one with the column; empty if it has the column itself. */
function pathTo(table: DumpTable, tables: readonly DumpTable[], column: string): Step[] | undefined {
  const has = (each: DumpTable): boolean => each.columns.some(({ name, generated }) => name === column && !generated);
  const seen = new Set([table.id]);
  let paths: { end: DumpTable; steps: Step[] }[] = [{ end: table, steps: [] }];
  while (paths.length > 0) {
    const found = paths.find(({ end }) => has(end));
    if (found !== undefined) {
      return found.steps;
    }
    paths = paths.flatMap(({ end, steps }) =>
      end.foreignKeys.flatMap((key) => {
        const parent = tables.find(({ id }) => id === key.parent);
        // COPY leaves out generated columns, so that rows would not say which parent is theirs.
        const isGenerated = end.columns.some(({ name, generated }) => generated && key.columns.includes(name));
        if (parent === undefined || seen.has(parent.id) || isGenerated) {
          return [];
        }
        seen.add(parent.id);
        return [{ end: parent, steps: [...steps, { key, parent }] }];
      }),
    );
  }
  return undefined;
}
