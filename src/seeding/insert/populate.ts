import type { ClientBase } from 'pg';

import { codeOf, UsageError } from '../../support/errors.ts';
import { fillTables } from './fill-tables.ts';
import { growTables } from './grow-tables.ts';
import { isMigrationLedger } from '../schema/migration-ledgers.ts';
import type { PopulateReport } from './populate-report.ts';
import { readSchema } from '../schema/read-schema.ts';
import { solveConditions } from '../constraints/solve-conditions.ts';
import { newPlan, type TablePlan } from './table-plan.ts';
import { tablesToFill } from './tables-to-fill.ts';
import type { Schema, TableShape } from '../schema/table-shape.ts';
import { withHints } from '../schema/types.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const IN_FAILED_TRANSACTION = '25P02';

/** Plans kept for each table: a migration and its down lead to and fro between shapes. */
const SHAPES_KEPT = 4;

export type { PopulateReport } from './populate-report.ts';

export interface PopulateOptions {
  /** Tables to leave alone, as SQL names them: quoted where needed, schema-qualified. */
  ignoreTables?: readonly string[] | undefined;
  /** Whether to leave alone the tables in which migration tools keep their books; not unless told. */
  ignoreLedgers?: boolean | undefined;
  /** Only these tables; all unless told. Others that hold rows are used as parents. */
  only?: readonly string[] | undefined;
  /** Varies the values: the same database and the same salt give the same rows, byte for byte. 0 unless told. */
  salt?: number | undefined;
  /** Whether some rows hold values at the bounds of their types; so unless told. */
  bounds?: boolean | undefined;
  /** Rows that each table is to have in the end; those that have as many get none. A few for each unless told. */
  rows?: number | undefined;
  /** Told which table is filled up now. */
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

export type Populate = (client: ClientBase, options?: PopulateOptions) => Promise<PopulateReport>;

/**
 * A `populate` that remembers, for each table as it is defined, which rows the server took, so that it need not look
 * for them again on the same schema or on one that has only some tables changed.
 */
export function createPopulator(): Populate {
  const memory = new Map<string, TablePlan>();
  return (client, options = {}) => inTransaction(client, (opening) => populateWith(memory, client, options, opening));
}

/**
 * Adds rows to every ordinary and partitioned table: a full one, one that repeats it wherever values need not differ,
 * two with NULL wherever that may be, and two at the bounds of the types. They satisfy all constraints: triggers run,
 * and whatever the server refuses is not there. Sequences are drawn from.
 *
 * Works in the client's transaction if there is one, whose constraints are immediate from then on; in one of its own
 * otherwise.
 *
 * @throws UsageError `POPULATE_IN_FAILED_TRANSACTION`; `NOTHING_TO_FILL`, `RIGHTS_MISSING` when a number of rows is asked for; the driver's error when the connection is lost
 */
export const populate: Populate = (client, options) => createPopulator()(client, options);

async function populateWith(
  memory: Map<string, TablePlan>,
  client: ClientBase,
  { ignoreTables = [], ignoreLedgers = false, only, salt = 0, bounds = true, rows, onTable }: PopulateOptions,
  opening: readonly string[],
): Promise<PopulateReport> {
  const schema = await readSchema(client, opening);
  const [ignored, wanted] = [new Set(ignoreTables), only === undefined ? null : new Set(only)];
  const named = schema.tables.filter(
    (table) =>
      !ignored.has(table.name) && wanted?.has(table.name) !== false && !(ignoreLedgers && isMigrationLedger(table)),
  );
  if (rows === undefined) {
    return fillTables(client, await plan(memory, client, schema, named, salt), { salt, bounds });
  }
  const { tables, refused } = await tablesToFill(client, named, rows);
  const plans = await plan(memory, client, schema, tables, salt);
  const begun = await fillTables(client, plans, { salt, bounds });
  const { populated, unpopulated } = await growTables(client, plans, begun, { rows, salt, onTable });
  return {
    populated,
    unpopulated: [...unpopulated, ...refused].toSorted((a, b) => (a.table < b.table ? -1 : 1)),
  };
}

async function plan(
  memory: Map<string, TablePlan>,
  client: ClientBase,
  { types }: Schema,
  tables: readonly TableShape[],
  salt: number,
): Promise<Map<TableShape, TablePlan>> {
  const unknown = tables.filter(({ fingerprint }) => !memory.has(fingerprint));
  if (unknown.length > 0) {
    const known = await withHints(types);
    const fresh = unknown.map((table) => newPlan(table, known));
    await solveConditions(client, fresh, known, { salt, trial: 0 });
    fresh.forEach((made) => memory.set(made.table.fingerprint, made));
  }
  tables.forEach(({ fingerprint }) => renew(memory, fingerprint));
  forget(memory, tables.length * SHAPES_KEPT);
  // The key is the shape that was read now: a plan of an earlier reading is of an equal one.
  const plans = tables.flatMap(({ fingerprint }) => memory.get(fingerprint) ?? []);
  return new Map(plans.map((made) => [made.table, made]));
}

/** The map keeps its keys in the order in which they came: what was used last stands last. */
function renew(memory: Map<string, TablePlan>, fingerprint: string): void {
  const known = memory.get(fingerprint);
  if (known !== undefined) {
    memory.delete(fingerprint);
    memory.set(fingerprint, known);
  }
}

function forget(memory: Map<string, TablePlan>, most: number): void {
  for (const fingerprint of memory.keys()) {
    if (memory.size <= most) {
      return;
    }
    memory.delete(fingerprint);
  }
}

/** `work` is to send the statements that it is given first. */
async function inTransaction(
  client: ClientBase,
  work: (opening: readonly string[]) => Promise<PopulateReport>,
): Promise<PopulateReport> {
  const own = client.getTransactionStatus() !== 'T';
  try {
    const report = await work([...(own ? ['BEGIN'] : []), 'SET LOCAL jit = off', 'SET CONSTRAINTS ALL IMMEDIATE']);
    if (own) {
      await client.query('COMMIT');
    }
    return report;
  } catch (error) {
    if (own) {
      await client.query('ROLLBACK').catch(() => undefined);
    }
    throw explained(error);
  }
}

/** The driver may not have known that the transaction had failed. */
function explained(error: unknown): unknown {
  return codeOf(error) === IN_FAILED_TRANSACTION
    ? new UsageError('Tables cannot be populated in a transaction that has failed.', {
        code: 'POPULATE_IN_FAILED_TRANSACTION',
        hint: 'Roll back first.',
        cause: error,
      })
    : error;
}
