import type { ClientBase } from 'pg';

import { attempt, VIOLATION, type Failure } from '../constraints/attempt.ts';
import { NOT_INSERTED, searchRow } from '../constraints/search-row.ts';
import type { TableShape } from '../schema/table-shape.ts';
import { insertsFor, rowsInsert, type Insert } from './inserts.ts';
import type { PopulateReport } from './populate-report.ts';
import type { TablePlan, Variation } from './table-plan.ts';

interface Progress {
  rows: Map<TablePlan, number>;
  /** The first final failure of each table. */
  failures: Map<TablePlan, Failure>;
  failedSearches: Map<TablePlan, number>;
}

interface FailedInsert {
  insert: Insert;
  failure: Failure;
}

/** After this many failed searches for a row of a table that has none, the table is left empty. */
const MOST_FAILED_SEARCHES = 2;

/**
 * Inserts the rows of the plans: all tables in one round trip; then, row by row, what failed; then, for rows that still
 * fail, a search.
 */
export async function fillTables(
  client: ClientBase,
  plans: ReadonlyMap<TableShape, TablePlan>,
  { salt, bounds, opening }: { salt: number; bounds: boolean; opening: readonly string[] },
): Promise<PopulateReport> {
  const progress: Progress = { rows: new Map(), failures: new Map(), failedSearches: new Map() };
  const ready = new Map([...plans].filter(([{ partitions }]) => partitions?.length !== 0));
  const together = await runInserts(client, insertsFor(ready, bounds), progress, { salt, trial: 0 }, opening);
  // Rows whose unique values exist already get others with another trial; they need not be separated yet.
  const retried = together.flatMap((failed) =>
    failed.failure.code === VIOLATION.unique ? [failed.insert] : rowByRow(failed),
  );
  const again = await runInserts(client, retried, progress, { salt, trial: 1 });
  // Rows that failed alone fail again, unless others that they may refer to are only now inserted one by one.
  const isFinal = again.every(({ insert }) => insert.rows.length === 1 && insert.without.size === 0);
  const left = isFinal ? again : await runInserts(client, again.flatMap(rowByRow), progress, { salt, trial: 1 });
  for (const failed of left) {
    await search(client, failed, progress, salt);
  }
  return report(plans, progress);
}

/** Returns the inserts that failed. */
async function runInserts(
  client: ClientBase,
  inserts: readonly Insert[],
  { rows }: Progress,
  variation: Variation,
  opening: readonly string[] = [],
): Promise<FailedInsert[]> {
  const statements = inserts.map(({ sql }) => sql(variation));
  const outcomes = await attempt(client, 'write', statements, opening);
  return inserts.flatMap((insert, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok !== true || outcome.rows === 0) {
      return [{ insert, failure: outcome?.ok === false ? outcome.failure : NOT_INSERTED }];
    }
    for (const plan of new Set(insert.rows.map((row) => row.plan))) {
      rows.set(plan, (rows.get(plan) ?? 0) + (insert.fkCycle ? 1 : outcome.rows));
    }
    return [];
  });
}

function rowByRow({ insert }: FailedInsert): Insert[] {
  return insert.fkCycle ? [insert] : insert.rows.map(({ plan, index }) => rowsInsert(plan, [index], insert.without));
}

async function search(
  client: ClientBase,
  { insert, failure }: FailedInsert,
  { rows, failures, failedSearches }: Progress,
  salt: number,
): Promise<void> {
  const [first] = insert.rows;
  if (first === undefined) {
    return;
  }
  const { plan, index } = first;
  const givenUp = !rows.has(plan) && (failedSearches.get(plan) ?? 0) >= MOST_FAILED_SEARCHES;
  const found =
    insert.fkCycle || plan.searchFailed || givenUp
      ? failure
      : await searchRow(client, plan, index, failure, { salt, without: insert.without });
  if (found === undefined) {
    rows.set(plan, (rows.get(plan) ?? 0) + 1);
    return;
  }
  for (const failed of new Set(insert.rows.map((row) => row.plan))) {
    failures.set(failed, failures.get(failed) ?? found);
    failedSearches.set(failed, (failedSearches.get(failed) ?? 0) + 1);
  }
  const row = plan.rows[index];
  if (row !== undefined && missingParent(plan, found) === undefined) {
    row.insertable = false;
  }
}

/** The table that lacks a row to refer to, if that is why the row failed. */
function missingParent({ table }: TablePlan, { code, column }: Failure): string | undefined {
  return code === VIOLATION.notNull
    ? table.foreignKeys.find(({ columns }) => columns.includes(column))?.parent
    : undefined;
}

function report(plans: ReadonlyMap<TableShape, TablePlan>, { rows, failures }: Progress): PopulateReport {
  const entries = [...plans.values()].toSorted((a, b) => (a.table.name < b.table.name ? -1 : 1));
  const empty = new Set(entries.filter((plan) => !rows.has(plan)).map(({ table }) => table.name));
  const result: PopulateReport = { populated: [], unpopulated: [] };
  for (const plan of entries) {
    const table = plan.table.name;
    const written = rows.get(plan);
    if (written === undefined) {
      rememberFailure(plan);
      result.unpopulated.push({ table, reason: reasonFor(plan, failures.get(plan) ?? NOT_INSERTED, empty) });
    } else {
      result.populated.push({ table, rows: written });
    }
  }
  return result;
}

/** The next call tries two rows of such a table again, because its parents may have rows then, but does not search. */
function rememberFailure(plan: TablePlan): void {
  if (plan.rows.some(({ insertable }) => insertable)) {
    return;
  }
  plan.searchFailed = true;
  plan.rows.forEach((row) => {
    row.insertable = row.kind === 'full' || row.kind === 'sparse';
  });
}

function reasonFor(plan: TablePlan, failure: Failure, empty: ReadonlySet<string>): string {
  if (plan.table.partitions?.length === 0) {
    return 'it has no partition';
  }
  const parent = missingParent(plan, failure);
  if (parent === undefined) {
    return failure.message;
  }
  return empty.has(parent)
    ? `it needs a row of ${parent}, which could not be populated`
    : `it needs a row of ${parent}, and there is none that it could refer to`;
}
