import type { ClientBase } from 'pg';

import { runBatch } from '../../catalog/snapshot/batch.ts';
import { attempt } from '../constraints/attempt.ts';
import { exhaustValues } from '../constraints/exhaust-values.ts';
import { insertionOrder } from '../schema/insertion-order.ts';
import type { TableShape } from '../schema/table-shape.ts';
import { insertMany } from './insert-rows.ts';
import type { PopulateReport } from './populate-report.ts';
import { ROW_KINDS, type TablePlan } from './table-plan.ts';

export interface GrowOptions {
  /** Rows that each table is to have. */
  rows: number;
  salt: number;
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

const ROWS_PER_STATEMENT = 250;

/** Rounds without a new row before a table is left as it is: values may be taken by chance. */
const FAILED_ROUNDS = 3;

/** Single rows that the server refuses before no more are tried. */
const REFUSALS = 12;

/** One of this many statements inserts sparse rows. */
const SPARSE_EVERY = 5;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: a table with rules does not allow ON CONFLICT. */
const NOT_SUPPORTED = '0A000';

const FULL = ROW_KINDS.indexOf('full');
const SPARSE = ROW_KINDS.indexOf('sparse');

/** The tables that have fewer rows than these. */
export async function tablesBelow(
  client: ClientBase,
  tables: readonly TableShape[],
  rows: number,
): Promise<TableShape[]> {
  const counts = await countRows(client, tables, rows);
  return tables.filter((_, i) => (counts[i] ?? 0) < rows);
}

/** What has been added to a table, and why no more. */
interface Added {
  table: string;
  rows: number;
  reason?: string;
}

/**
 * Fills tables that have rows up to a number of rows, parents first, with more rows like those that the server
 * accepted.
 *
 * @param begun what was added before; the result includes it
 */
export async function growTables(
  client: ClientBase,
  plans: ReadonlyMap<TableShape, TablePlan>,
  begun: PopulateReport,
  options: GrowOptions,
): Promise<PopulateReport> {
  const entries: Added[] = [...begun.populated, ...begun.unpopulated.map((entry) => ({ ...entry, rows: 0 }))]
    .map((entry) => ({ ...entry }))
    .toSorted((a, b) => (a.table < b.table ? -1 : 1));
  const total = (): number => entries.reduce((sum, { rows }) => sum + rows, 0);
  let growing = insertionOrder([...plans.keys()]).flatMap(({ tables }) => tables);
  // In a cycle of foreign keys a table may come before one that it refers to, and grows further once that has its rows.
  for (let before = -1; growing.length > 0 && total() > before;) {
    before = total();
    const short: TableShape[] = [];
    for (const [number, table] of growing.entries()) {
      const plan = plans.get(table);
      const entry = entries.find((each) => each.table === table.name);
      if (plan === undefined || entry === undefined) {
        continue;
      }
      options.onTable?.(table.name, number + 1, growing.length);
      const [present = 0] = await countRows(client, [table], options.rows);
      if (present === 0 && entry.reason !== undefined) {
        continue;
      }
      const { rows, reason } = await growTable(client, plan, present, options);
      entry.rows += rows;
      delete entry.reason;
      if (present + rows < options.rows) {
        entry.reason = reason ?? 'no more rows were accepted';
        short.push(table);
      }
    }
    growing = short;
  }
  return {
    populated: entries.filter(({ rows }) => rows > 0),
    unpopulated: entries.flatMap(({ table, rows, reason = '' }) => (rows > 0 ? [] : [{ table, reason }])),
  };
}

async function countRows(client: ClientBase, tables: readonly TableShape[], most: number): Promise<number[]> {
  const results = await runBatch(
    client,
    tables.map(({ name }) => `SELECT count(*) FROM (SELECT FROM ${name} LIMIT ${most}) AS few`),
  );
  return results.map(({ rows }) => Number(rows[0]?.[0] ?? 0));
}

/** What has been added to one table. */
interface Growth {
  rows: number;
  refusals: number;
  reason: string | undefined;
  /** False once the server has said that the table does not allow ON CONFLICT. */
  skipTaken: boolean;
}

async function growTable(
  client: ClientBase,
  plan: TablePlan,
  present: number,
  { rows: wanted, salt }: GrowOptions,
): Promise<Growth> {
  const growth: Growth = { rows: 0, refusals: 0, reason: undefined, skipTaken: true };
  const missing = (): number => wanted - present - growth.rows;
  const [full, sparse] = [plan.rows[FULL], plan.rows[SPARSE]];
  const usual = full?.insertable === true || sparse?.insertable !== true ? full : sparse;
  if (usual === undefined) {
    return growth;
  }
  let next = ROW_KINDS.length + present;
  let failedRounds = 0;
  for (let round = 1; missing() > 0 && failedRounds < FAILED_ROUNDS && growth.refusals < REFUSALS; round += 1) {
    const row = round % SPARSE_EVERY === 0 && sparse?.insertable === true ? sparse : usual;
    const indices = Array.from({ length: Math.min(ROWS_PER_STATEMENT, missing()) }, (_, i) => next + i);
    next += indices.length;
    const before = growth.rows;
    await addRows(
      client,
      growth,
      (some) => {
        const many = { chosen: row.chosen, indices: some, skipTaken: growth.skipTaken, wanted };
        return insertMany(plan, many, { salt, trial: failedRounds });
      },
      indices,
    );
    failedRounds = growth.rows > before ? 0 : failedRounds + 1;
  }
  if (missing() > 0) {
    const { skipTaken } = growth;
    const before = present + growth.rows;
    const exhausted = await exhaustValues(client, plan, {
      chosen: usual.chosen,
      first: next,
      present: before,
      wanted,
      skipTaken,
      salt,
    });
    growth.rows += exhausted.rows;
    growth.reason =
      exhausted.key === undefined
        ? (growth.reason ?? reasonOf(plan))
        : `no more values for ${exhausted.key}: all ${before + exhausted.rows} are used`;
  }
  return growth;
}

/** Adds rows in one statement; if that fails, one by one, so that a refused row does not keep the others out. */
async function addRows(
  client: ClientBase,
  growth: Growth,
  sqlFor: (indices: readonly number[]) => string,
  indices: readonly number[],
): Promise<void> {
  const [outcome] = await attempt(client, 'write', [sqlFor(indices)]);
  if (outcome?.ok === true) {
    growth.rows += outcome.rows;
    return;
  }
  if (outcome?.failure.code === NOT_SUPPORTED && growth.skipTaken) {
    growth.skipTaken = false;
    await addRows(client, growth, sqlFor, indices);
    return;
  }
  const outcomes = await attempt(
    client,
    'write',
    indices.map((index) => sqlFor([index])),
  );
  for (const each of outcomes) {
    if (each.ok) {
      growth.rows += each.rows;
    } else {
      growth.refusals += 1;
      growth.reason = each.failure.message;
    }
  }
}

/** Why rows that the server did not refuse are missing. */
function reasonOf({ table }: TablePlan): string {
  return table.uniques.length === 0
    ? 'a trigger or rule keeps rows out'
    : `no more distinct values were found for ${table.uniques.map(({ name }) => name).join(', ')}`;
}
