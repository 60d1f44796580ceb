import type { ClientBase } from 'pg';

import { readSchema } from '../schema/read-schema.ts';
import type { TableShape, Types } from '../schema/table-shape.ts';
import type { PopulateReport } from './populate-report.ts';
import { planKey, type Compared, type TablePlan } from './table-plan.ts';

/** Entries kept for each table: a migration and its down change a table to and fro. */
const KEPT_PER_TABLE = 4;

/** What one populator remembers from call to call. */
export interface Remembered {
  /** By their keys. */
  plans: Map<string, TablePlan>;
  /** Tables by the texts of their definitions; undefined for one that may not be given rows. */
  tables: Map<string, TableShape | undefined>;
  /** The most tables that one call filled: a call for one table must not drop what is known of the others. */
  mostTables: number;
}

export interface TablesToRead {
  /** All by default. */
  only: readonly string[] | undefined;
  definitions: ReadonlyMap<string, string> | undefined;
  comparedIn: (table: string) => Compared;
}

/**
 * The tables that may be given rows, and the types of those that have no plan yet. A table that has the same definition as
 * in an earlier call is not read again.
 *
 * @param first statements to run before
 * @returns also those of them that are still to run, because nothing was read
 */
export async function readTables(
  client: ClientBase,
  { tables: known, plans }: Remembered,
  { only, definitions, comparedIn }: TablesToRead,
  first: readonly string[],
): Promise<{ tables: TableShape[]; types: Types; opening: readonly string[] }> {
  if (only === undefined || definitions === undefined) {
    const { tables, types } = await readSchema(client, first, only);
    return { tables: tables.filter(({ name }) => only?.includes(name) !== false), types, opening: [] };
  }
  const isPlanned = (name: string): boolean => {
    const text = definitions.get(name) ?? '';
    const table = known.get(text);
    return known.has(text) && (table === undefined || plans.has(planKey(table, comparedIn(name))));
  };
  const unread = only.filter((name) => !isPlanned(name));
  const found = only.flatMap((name) => (unread.includes(name) ? [] : (known.get(definitions.get(name) ?? '') ?? [])));
  if (unread.length === 0) {
    return { tables: found.toSorted(byName), types: new Map(), opening: first };
  }
  const read = await readSchema(client, first, unread);
  const fresh = new Map(read.tables.map((table) => [table.name, table]));
  // Values that tables hold may be others the next time.
  const dependsOnRows = [...read.types.values()].some(({ makers }) =>
    makers.some((each) => each.startsWith('(SELECT')),
  );
  for (const name of unread) {
    const text = definitions.get(name);
    if (text !== undefined && !dependsOnRows) {
      known.set(text, fresh.get(name));
    }
  }
  const tables = [...found, ...unread.flatMap((name) => fresh.get(name) ?? [])];
  return { tables: tables.toSorted(byName), types: read.types, opening: [] };
}

/** Forgets tables that got no rows: rows that other files insert may make it possible the next time. */
export function forget(
  remembered: Remembered,
  plans: Iterable<TablePlan>,
  { unpopulated }: PopulateReport,
  definitions: ReadonlyMap<string, string> | undefined,
): void {
  const failed = new Set(unpopulated.map(({ table }) => table));
  for (const { table, key } of plans) {
    if (failed.has(table.name)) {
      remembered.plans.delete(key);
      remembered.tables.delete(definitions?.get(table.name) ?? '');
    }
  }
}

/** Moves the plans used last to the end, and drops the oldest entries. Maps keep their keys in order of insertion. */
export function keepLatest(remembered: Remembered, used: readonly TablePlan[]): void {
  for (const plan of used) {
    remembered.plans.delete(plan.key);
    remembered.plans.set(plan.key, plan);
  }
  remembered.mostTables = Math.max(remembered.mostTables, used.length);
  for (const map of [remembered.plans, remembered.tables]) {
    [...map.keys()]
      .slice(0, Math.max(0, map.size - remembered.mostTables * KEPT_PER_TABLE))
      .forEach((key) => map.delete(key));
  }
}

function byName(a: TableShape, b: TableShape): number {
  return a.name < b.name ? -1 : 1;
}
