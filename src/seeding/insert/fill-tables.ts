import type { ClientBase } from 'pg';

import { attempt, VIOLATION, type Failure } from '../constraints/attempt.ts';
import { jobsFor, rowsJob, type Job } from './jobs.ts';
import type { PopulateReport } from './populate-report.ts';
import { NOT_TAKEN, searchRow } from '../constraints/search-row.ts';
import type { TablePlan } from './table-plan.ts';
import type { TableShape } from '../schema/table-shape.ts';

/** What has become of the tables so far. */
interface Progress {
  rows: Map<TablePlan, number>;
  /** The first failure that was final. */
  failures: Map<TablePlan, Failure>;
  /** Searches that have come to nothing. */
  vain: Map<TablePlan, number>;
}

interface FailedJob {
  job: Job;
  failure: Failure;
}

/**
 * Inserts what the plans say: all tables in one round trip; then once more, row by row, what failed; then, for rows that
 * still fail, a search.
 */
export async function fillTables(
  client: ClientBase,
  plans: ReadonlyMap<TableShape, TablePlan>,
  { salt, bounds }: { salt: number; bounds: boolean },
): Promise<PopulateReport> {
  const progress: Progress = { rows: new Map(), failures: new Map(), vain: new Map() };
  const ready = new Map([...plans].filter(([{ partitions }]) => partitions?.length !== 0));
  const together = await runJobs(client, jobsFor(ready, bounds), progress, { salt, trial: 0 });
  // Values that are there already are not there under another variation.
  const again = await runJobs(client, together.flatMap(retried), progress, { salt, trial: 1 });
  const alone = await runJobs(client, again.flatMap(separate), progress, { salt, trial: 1 });
  for (const failed of alone) {
    await search(client, failed, progress, salt);
  }
  return report(plans, progress);
}

async function runJobs(
  client: ClientBase,
  jobs: readonly Job[],
  progress: Progress,
  variation: { salt: number; trial: number },
): Promise<FailedJob[]> {
  const outcomes = await attempt(
    client,
    'write',
    jobs.map(({ sql }) => sql(variation)),
  );
  return jobs.flatMap((job, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok === true && outcome.rows > 0) {
      const [first] = job.rows;
      if (job.circle) {
        job.rows.forEach(({ plan }) => count(progress, plan, 1));
      } else if (first !== undefined) {
        count(progress, first.plan, outcome.rows);
      }
      return [];
    }
    return [{ job, failure: outcome?.ok === false ? outcome.failure : NOT_TAKEN }];
  });
}

function count({ rows }: Progress, plan: TablePlan, more: number): void {
  rows.set(plan, (rows.get(plan) ?? 0) + more);
}

/** What failed because of values that are taken goes once more as a whole, the rest row by row. */
function retried(failed: FailedJob): Job[] {
  return failed.failure.code === VIOLATION.unique ? [failed.job] : separate(failed);
}

function separate({ job }: FailedJob): Job[] {
  return job.circle ? [job] : job.rows.map(({ plan, index }) => rowsJob(plan, [index], job.without));
}

/** A table of which this many rows were sought in vain, and none found, takes none. */
const MOST_VAIN = 2;

async function search(
  client: ClientBase,
  { job, failure }: FailedJob,
  progress: Progress,
  salt: number,
): Promise<void> {
  const [first] = job.rows;
  if (first === undefined) {
    return;
  }
  const { plan, index } = first;
  const row = plan.rows[index];
  const hopeless = !progress.rows.has(plan) && (progress.vain.get(plan) ?? 0) >= MOST_VAIN;
  const found =
    job.circle || plan.searched || hopeless
      ? { failure }
      : await searchRow(client, plan, index, failure, { salt, without: job.without });
  if ('rows' in found) {
    count(progress, plan, found.rows);
    return;
  }
  for (const failed of new Set(job.rows.map((each) => each.plan))) {
    progress.failures.set(failed, progress.failures.get(failed) ?? found.failure);
    progress.vain.set(failed, (progress.vain.get(failed) ?? 0) + 1);
  }
  if (row !== undefined && lackingParent(plan, found.failure) === undefined) {
    row.given = false;
  }
}

/** The table of which a row is missing, if that is why the rows failed. */
function lackingParent({ table }: TablePlan, { code, column }: Failure): string | undefined {
  return code === VIOLATION.notNull
    ? table.foreignKeys.find(({ columns }) => columns.includes(column))?.parent
    : undefined;
}

function report(plans: ReadonlyMap<TableShape, TablePlan>, { rows, failures }: Progress): PopulateReport {
  const entries = [...plans.values()].toSorted((a, b) => (a.table.name < b.table.name ? -1 : 1));
  const empty = new Set(entries.filter((plan) => !rows.has(plan)).map(({ table }) => table.name));
  const result: PopulateReport = { populated: [], unpopulated: [] };
  for (const plan of entries) {
    const written = rows.get(plan);
    if (written === undefined) {
      rememberVain(plan);
      result.unpopulated.push({ table: plan.table.name, reason: reasonFor(plan, failures.get(plan), empty) });
    } else {
      result.populated.push({ table: plan.table.name, rows: written });
    }
  }
  return result;
}

/** A table that took nothing is asked again another time, since its parents may have rows then, but not searched. */
function rememberVain(plan: TablePlan): void {
  if (plan.rows.some(({ given }) => given)) {
    return;
  }
  plan.searched = true;
  plan.rows.forEach((row) => {
    row.given = row.kind === 'full' || row.kind === 'sparse';
  });
}

function reasonFor(plan: TablePlan, failure: Failure | undefined, empty: ReadonlySet<string>): string {
  if (plan.table.partitions?.length === 0) {
    return 'it has no partition';
  }
  const parent = failure === undefined ? undefined : lackingParent(plan, failure);
  if (parent === undefined) {
    return failure?.message ?? NOT_TAKEN.message;
  }
  return empty.has(parent)
    ? `it needs a row of ${parent}, which could not be populated`
    : `it needs a row of ${parent}, and there is none that it could refer to`;
}
