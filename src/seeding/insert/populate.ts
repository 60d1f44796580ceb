import type { ClientBase } from 'pg';

import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, UsageError } from '../../support/errors.ts';
import { solveConditions } from '../constraints/solve-conditions.ts';
import { isMigrationLedger } from '../schema/migration-ledgers.ts';
import type { TableShape, Types } from '../schema/table-shape.ts';
import { withHints } from '../schema/type-hints.ts';
import { fillTables } from './fill-tables.ts';
import { growTables, tablesBelow } from './grow-tables.ts';
import type { PopulateReport } from './populate-report.ts';
import { forget, keepLatest, readTables, type Remembered } from './remembered.ts';
import { newPlan, planKey, type Compared, type TablePlan } from './table-plan.ts';
import { tablesToFill } from './tables-to-fill.ts';

const NOT_COMPARED: Compared = new Map();

export interface PopulateOptions {
  /** Tables to leave alone, as SQL names them: quoted where needed, schema-qualified. */
  ignoreTables?: readonly string[] | undefined;
  /** Whether to leave alone the tables that migration tools use; false by default. */
  ignoreLedgers?: boolean | undefined;
  /** Only these tables; all by default. Rows of others are used as parents. */
  only?: readonly string[] | undefined;
  /**
   * For each table a text that changes with anything that its rows depend on, types included. Tables whose texts an earlier
   * call has had are not read again.
   */
  definitions?: ReadonlyMap<string, string> | undefined;
  /** Varies the values: the same schema and salt give the same rows, byte for byte. 0 by default. */
  salt?: number | undefined;
  /** By table and column name, values that statements compare the column with: each is in a row of the table. */
  compared?: ReadonlyMap<string, Compared> | undefined;
  /** Whether some rows have values at the bounds of their types; true by default. */
  bounds?: boolean | undefined;
  /** Rows that each table is to have; those that have as many get none. By default each gets a few. */
  rows?: number | undefined;
  /** Called before a table is filled up. */
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

export type Populate = (client: ClientBase, options?: PopulateOptions) => Promise<PopulateReport>;

/**
 * Creates a `populate` that remembers, for each definition of a table, which rows the server accepted, so that it need
 * not search again when the schema is the same or only some tables have changed.
 */
export function createPopulator(): Populate {
  const remembered: Remembered = { plans: new Map(), tables: new Map(), mostTables: 0 };
  return (client, options = {}) =>
    inTransaction(client, (opening) => populateWith(remembered, client, options, opening));
}

/**
 * Adds rows to every ordinary and partitioned table: a full one, one that repeats it where values need not differ, two
 * with NULL where it is allowed, and two at the bounds of the types. They satisfy all constraints, triggers run, and
 * sequences advance; rows that the server refuses are left out.
 *
 * Works in the client's transaction if it has one, whose constraints are immediate from then on; else in its own.
 *
 * @throws UsageError `POPULATE_IN_FAILED_TRANSACTION`; `NOTHING_TO_FILL`, `RIGHTS_MISSING` if a number of rows is asked
 *   for; the driver's error if the connection is lost
 */
export const populate: Populate = (client, options) => createPopulator()(client, options);

async function populateWith(
  remembered: Remembered,
  client: ClientBase,
  {
    ignoreTables = [],
    ignoreLedgers = false,
    only,
    definitions,
    salt = 0,
    compared,
    bounds = true,
    rows,
    onTable,
  }: PopulateOptions,
  opening: readonly string[],
): Promise<PopulateReport> {
  const comparedIn = (table: string): Compared => compared?.get(table) ?? NOT_COMPARED;
  const known = rows === undefined ? definitions : undefined;
  const read = await readTables(client, remembered, { only, definitions: known, comparedIn }, opening);
  const named = read.tables.filter(
    (table) => !ignoreTables.includes(table.name) && !(ignoreLedgers && isMigrationLedger(table)),
  );
  const planned = (tables: readonly TableShape[]): Promise<Map<TableShape, TablePlan>> =>
    plansFor(remembered, client, read.types, tables, { salt, comparedIn, anyDefault: rows !== undefined });
  if (rows === undefined) {
    const plans = await planned(named);
    const report = await fillTables(client, plans, { salt, bounds, opening: read.opening });
    forget(remembered, plans.values(), report, known);
    return report;
  }
  const { tables, refused } = await tablesToFill(client, named, rows);
  const plans = await planned(tables);
  const begun = await fillTables(client, plans, { salt, bounds, opening: [] });
  const { populated, unpopulated } = await growTables(client, plans, begun, { rows, salt, onTable });
  const without = tables.filter(({ name }) => unpopulated.some(({ table }) => table === name));
  const empty = new Set((await tablesBelow(client, without, 1)).map(({ name }) => name));
  return {
    populated,
    unpopulated: [...unpopulated.map((entry) => ({ ...entry, isEmpty: empty.has(entry.table) })), ...refused].toSorted(
      (a, b) => (a.table < b.table ? -1 : 1),
    ),
  };
}

async function plansFor(
  remembered: Remembered,
  client: ClientBase,
  types: Types,
  tables: readonly TableShape[],
  { salt, comparedIn, anyDefault }: { salt: number; comparedIn: (table: string) => Compared; anyDefault: boolean },
): Promise<Map<TableShape, TablePlan>> {
  const { plans: known } = remembered;
  const keyOf = (table: TableShape): string => planKey(table, comparedIn(table.name));
  const unknown = tables.filter((table) => !known.has(keyOf(table)));
  if (unknown.length > 0) {
    const hinted = await withHints(types);
    const fresh = unknown.map((table) => newPlan(table, hinted, comparedIn(table.name), anyDefault));
    await solveConditions(client, fresh, hinted, { salt, trial: 0 });
    fresh.forEach((plan) => known.set(plan.key, plan));
  }
  const plans = tables.flatMap((table) => known.get(keyOf(table)) ?? []);
  keepLatest(remembered, plans);
  return new Map(plans.map((plan) => [plan.table, plan]));
}

/** @param work has to send the statements that it is given first */
async function inTransaction(
  client: ClientBase,
  work: (opening: readonly string[]) => Promise<PopulateReport>,
): Promise<PopulateReport> {
  const ownsTransaction = client.getTransactionStatus() !== 'T';
  try {
    const begin = ownsTransaction ? ['BEGIN'] : [];
    const report = await work([...begin, 'SET LOCAL jit = off', 'SET CONSTRAINTS ALL IMMEDIATE']);
    if (ownsTransaction) {
      await client.query('COMMIT');
    }
    return report;
  } catch (error) {
    if (ownsTransaction) {
      await client.query('ROLLBACK').catch(() => undefined);
    }
    // The driver may not have known that the transaction had failed.
    throw codeOf(error) === SQLSTATE.inFailedTransaction
      ? new UsageError('cannot populate tables in a failed transaction', {
          code: 'POPULATE_IN_FAILED_TRANSACTION',
          hint: 'Roll back first.',
          cause: error,
        })
      : error;
  }
}
