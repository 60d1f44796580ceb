import type { ClientBase } from 'pg';

import { runBatch } from '../../catalog/snapshot/batch.ts';
import { attempt, type Failure } from '../constraints/attempt.ts';
import { insertMany } from './insert-many.ts';
import { insertionOrder } from '../schema/insertion-order.ts';
import type { PopulateReport } from './populate-report.ts';
import { ROW_KINDS, type RowPlan, type TablePlan } from './table-plan.ts';
import type { TableShape } from '../schema/table-shape.ts';
import { useUpValues } from '../constraints/use-up-values.ts';

export interface GrowOptions {
  /** Rows that each table is to have. */
  rows: number;
  salt: number;
  onTable?: ((table: string, number: number, of: number) => void) | undefined;
}

/** Rows of one statement. */
const TOGETHER = 250;

/** Rounds in which no row came in before a table is left as it is: values may be taken by chance. */
const VAIN_ROUNDS = 3;

/** Single rows that the server refuses before no more are tried. */
const REFUSALS = 12;

/** Of so many rows one leaves out what it may. */
const SPARSE_EACH = 5;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: a table with rules takes no ON CONFLICT. */
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
interface Entry {
  table: string;
  rows: number;
  reason?: string;
}

/**
 * Brings tables that have rows to a number of rows, parents first, by more rows made as those were that the server took.
 * The report says what was added in all, and why there are no more.
 */
export async function growTables(
  client: ClientBase,
  plans: ReadonlyMap<TableShape, TablePlan>,
  begun: PopulateReport,
  options: GrowOptions,
): Promise<PopulateReport> {
  const begunEntries: Entry[] = [...begun.populated, ...begun.unpopulated.map((entry) => ({ ...entry, rows: 0 }))];
  const added = new Map(begunEntries.map((entry) => [entry.table, { ...entry }]));
  const order = insertionOrder([...plans.keys()]).flatMap(({ tables }) => tables);
  let growing = order;
  // Where keys lead round, a table may come before one that it refers to: it goes on once that has its rows.
  for (let before = -1; growing.length > 0 && sum(added) > before;) {
    before = sum(added);
    const short: TableShape[] = [];
    for (const [number, table] of growing.entries()) {
      const plan = plans.get(table);
      const entry = added.get(table.name);
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
        entry.reason = reason ?? 'no more rows were taken';
        short.push(table);
      }
    }
    growing = short;
  }
  const entries = [...added.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
  return {
    populated: entries.filter(({ rows }) => rows > 0),
    unpopulated: entries.flatMap(({ table, rows, reason = '' }) => (rows > 0 ? [] : [{ table, reason }])),
  };
}

function sum(added: ReadonlyMap<string, { rows: number }>): number {
  return [...added.values()].reduce((total, { rows }) => total + rows, 0);
}

async function countRows(client: ClientBase, tables: readonly TableShape[], most: number): Promise<number[]> {
  const yields = await runBatch(
    client,
    tables.map(({ name }) => `SELECT count(*) FROM (SELECT FROM ${name} LIMIT ${most}) AS few`),
  );
  return yields.map(({ rows }) => Number(rows[0]?.[0] ?? 0));
}

interface Growth {
  rows: number;
  refusals: number;
  reason: string | undefined;
  /** False once the server has said that it cannot leave out what is taken. */
  skipTaken: boolean;
}

async function growTable(
  client: ClientBase,
  plan: TablePlan,
  present: number,
  { rows: wanted, salt }: GrowOptions,
): Promise<Growth> {
  const growth: Growth = { rows: 0, refusals: 0, reason: undefined, skipTaken: true };
  const kinds = [FULL, FULL, FULL, FULL, SPARSE].map((kind) => plan.rows[kind]).filter(isGiven);
  let next = ROW_KINDS.length + present;
  let vain = 0;
  for (let round = 0; present + growth.rows < wanted; round += 1) {
    const row = kinds[round % SPARSE_EACH] ?? kinds[0] ?? plan.rows[FULL];
    if (row === undefined || vain >= VAIN_ROUNDS || growth.refusals >= REFUSALS) {
      break;
    }
    const before = growth.rows;
    const count = Math.min(TOGETHER, wanted - present - growth.rows);
    const indices = Array.from({ length: count }, (_, i) => next + i);
    next += count;
    await addRows(client, plan, row.picks, indices, { growth, wanted, salt, trial: vain });
    vain = growth.rows > before ? 0 : vain + 1;
  }
  const last = kinds[0] ?? plan.rows[FULL];
  if (last !== undefined && present + growth.rows < wanted) {
    const before = present + growth.rows;
    const terms = { picks: last.picks, first: next, present: before, wanted, skipTaken: growth.skipTaken, salt };
    const { rows, key } = await useUpValues(client, plan, terms);
    growth.rows += rows;
    growth.reason = key === undefined ? (growth.reason ?? reasonOf(plan)) : usedUpText(key, before + rows);
  }
  return growth;
}

function isGiven(row: RowPlan | undefined): row is RowPlan {
  return row?.given === true;
}

interface Terms {
  growth: Growth;
  wanted: number;
  salt: number;
  trial: number;
}

/** Adds rows together; where that fails, half of them at a time, so that one that is refused keeps no other out. */
async function addRows(
  client: ClientBase,
  plan: TablePlan,
  picks: readonly number[],
  indices: readonly number[],
  terms: Terms,
): Promise<void> {
  const { growth, wanted, salt, trial } = terms;
  if (growth.refusals >= REFUSALS || indices.length === 0) {
    return;
  }
  const sql = insertMany(plan, { picks, indices, skipTaken: growth.skipTaken, wanted }, { salt, trial });
  const [outcome] = await attempt(client, 'write', [sql]);
  if (outcome?.ok === true) {
    growth.rows += outcome.rows;
    return;
  }
  if (outcome?.failure.code === NOT_SUPPORTED && growth.skipTaken) {
    growth.skipTaken = false;
    await addRows(client, plan, picks, indices, terms);
    return;
  }
  if (indices.length === 1) {
    growth.refusals += 1;
    growth.reason = failureText(outcome?.failure);
    return;
  }
  const middle = Math.ceil(indices.length / 2);
  await addRows(client, plan, picks, indices.slice(0, middle), terms);
  await addRows(client, plan, picks, indices.slice(middle), terms);
}

function failureText(failure: Failure | undefined): string {
  return failure?.message ?? 'the server says nothing';
}

function usedUpText(key: string, rows: number): string {
  return `there are no more values for ${key}: all ${rows} are taken`;
}

/** Why rows that the server did not refuse are not there. */
function reasonOf({ table }: TablePlan): string {
  if (table.uniques.length === 0) {
    return 'a trigger or rule keeps rows out';
  }
  const names = table.uniques.map(({ name }) => name).join(', ');
  return `no more values that differ were found for ${names}`;
}
