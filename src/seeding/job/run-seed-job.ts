import { withConnection } from '../../postgres/connect.ts';
import { UsageError } from '../../support/errors.ts';
import type { SeedDataset, Span } from './dataset.ts';
import { missingTables, type LeftOut } from './left-out.ts';
import { stageWork, type StageWork } from './missing-units.ts';
import { planLoads, type StagePlan } from './whole-tables/plan-loads.ts';
import { seedProgress, type Written } from './progress.ts';
import { removeUnits } from './remove-units.ts';
import { runLoads, runSlices } from './run-slices.ts';
import type { SeedJob } from './seed-job.ts';
import type { Shard } from '../../support/shard.ts';
import { recordedKeys, recordSource, SOURCES_TABLE } from './seed-sources.ts';
import { createRecordTables } from './seed-units.ts';
import { withSeedingLock } from './seeding-lock.ts';
import { stagesOf, type Stage } from './stages.ts';
import { threadRunner } from './thread-runner.ts';
import { prepareWriting, taskWriter, type Writing } from './write-tasks.ts';

/** What a seed job did. */
export interface SeedJobReport {
  span: Span;
  shard: Shard;
  /** Rows added to each table, by its name as SQL needs it, sorted. */
  tables: { table: string; rows: number }[];
  rows: number;
  /** Units (one dataset of one index) that were written, and that were present before. */
  units: { written: number; present: number };
  /** Rows that `replace` removed. */
  removed: number;
  /** Datasets that the database has no tables for. */
  skipped: string[];
  /** Datasets that have no rows in the span, e.g. because it is too short for them. */
  empty: string[];
  /** Tables, columns and partitions that the database does not have, and rows that existed and were left as they are. */
  leftOut: LeftOut[];
  seconds: number;
}

/**
 * Writes the rows of a job into a migrated database. Each unit is written as a whole or not at all, even if the process
 * is killed; run again, the job adds what is missing and nothing twice. Memory use does not grow with the number of rows.
 *
 * @param target URL of the database
 * @throws UsageError `NO_SUCH_DATASET`, `SEEDED_OTHERWISE`, `LOAD_REFUSED`, `VALUE_DOES_NOT_FIT`, `ANOTHER_WORLD`,
 *   `NOTHING_TO_FILL`, `SEED_IS_RUNNING`, `LEDGER_REFUSED`, `RIGHTS_MISSING`; EnvironmentError `CANNOT_CONNECT`,
 *   `READ_ONLY_DATABASE`
 */
export async function runSeedJob<C>(target: string, job: SeedJob<C>): Promise<SeedJobReport> {
  const { source, span, shard } = job;
  const begun = performance.now();
  return withConnection(
    target,
    (client) =>
      withSeedingLock(client, async () => {
        const recordTables = [...(source.recordTables ?? []), ...(source.data === undefined ? [] : [SOURCES_TABLE])];
        const prepared = await prepareWriting(client, source);
        const { stages, skipped } = stagesWithTables(prepared, job.datasets);
        await createRecordTables(client, recordTables);
        // The tables of the source may be new, so the schema is read again.
        const writing = recordTables.length === 0 ? prepared : await prepareWriting(client, source);
        const removed = await removePresent(writing, job.ifPresent === 'replace');
        if (source.data !== undefined) {
          await recordSource(client, source.key, source.data);
        }
        const progress = seedProgress(job.onProgress);
        const present = await writeStages(writing, target, job, stages, progress);
        const { tables, rows, units, leftOut } = progress.result();
        for (const { table } of tables) {
          await client.query(`ANALYZE ${table}`);
        }
        return {
          span,
          shard,
          tables,
          rows,
          units: { written: units, present },
          removed,
          skipped: skipped.map(({ name }) => name),
          empty: stages.flatMap(({ datasets }) =>
            datasets.filter(({ isEmpty }) => isEmpty?.(span) === true).map(({ name }) => name),
          ),
          leftOut: [...leftOut, ...skipped.flatMap((dataset) => tablesFor(writing, dataset, span))],
          seconds: (performance.now() - begun) / 1000,
        };
      }),
    { applicationName: 'elementaldb seed', limits: 'none' },
  );
}

/**
 * Removes what is to be replaced. Rows of two sources cannot be in one database, because some of their keys do not
 * depend on the source.
 *
 * @throws UsageError `ANOTHER_WORLD`
 */
async function removePresent<C>(writing: Writing<C>, replace: boolean): Promise<number> {
  const { client, source } = writing;
  const others = (await recordedKeys(client)).flatMap(({ key, data }) => {
    const context = key === source.key ? undefined : source.contextOf(key, data);
    return context === undefined ? [] : [{ ...source, key, context }];
  });
  const [other] = others;
  if (other !== undefined && !replace) {
    throw new UsageError(`the database is already seeded with different options: ${other.key}`, {
      code: 'ANOTHER_WORLD',
      hint: 'Use --replace to remove those rows first, or seed another database.',
    });
  }
  let removed = replace ? await removeUnits(writing) : 0;
  for (const each of others) {
    removed += await removeUnits({ ...writing, source: each });
  }
  return removed;
}

const NO_LOADS: StagePlan = { loads: [], after: new Set() };

/** Writes stage after stage and returns how many units were present before. */
async function writeStages<C>(
  writing: Writing<C>,
  target: string,
  { span, shard, ifPresent, threads, fast }: SeedJob<C>,
  stages: readonly Stage<C>[],
  progress: ReturnType<typeof seedProgress>,
): Promise<number> {
  const works: { stage: Stage<C>; work: StageWork }[] = [];
  for (const stage of stages) {
    works.push({ stage, work: await stageWork(writing, stage, { span, shard, append: ifPresent === 'append' }) });
  }
  works.forEach(({ work }) => progress.expect(work.missing));
  const units = works.flatMap(({ work }) => [...work.missing.values()]).reduce((sum, count) => sum + count, 0);
  const runners = [
    { run: taskWriter(writing), close: () => Promise.resolve() },
    ...Array.from({ length: units === 0 ? 0 : threads.count }, () => threadRunner(target, threads)),
  ];
  const onWritten = (written: Written): void => progress.add(written);
  try {
    for (const { stage, work } of works) {
      const { loads, after } = fast ? await planLoads(writing, stage, work, span) : NO_LOADS;
      const isLoaded = (name: string): boolean => loads.some(({ datasets }) => datasets.has(name));
      await runSlices(
        runners,
        work.slices((name) => !isLoaded(name) && !after.has(name)),
        onWritten,
      );
      const slices = loads.map(({ tables, datasets }) => ({
        tables,
        slices: () => work.slices((name) => datasets.has(name)),
      }));
      await runLoads(runners, slices, onWritten);
      await runSlices(
        runners,
        work.slices((name) => after.has(name)),
        onWritten,
      );
    }
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  return works.reduce((sum, { work }) => sum + work.present, 0);
}

/** The stages, with only those datasets that the database has tables for. */
function stagesWithTables<C>(
  { source, schema, datasets }: Writing<C>,
  names: readonly string[] | undefined,
): { stages: Stage<C>[]; skipped: SeedDataset<C>[] } {
  const stages = stagesOf([...datasets.values()], [...source.kinds.keys()], names);
  // The metadata of a series without a table would be written, and the series never.
  const hasTable = ({ tables }: SeedDataset<C>): boolean =>
    tables.some((path) => path[1] !== 'metadata' && schema.find(...path) !== undefined);
  const wanted = stages.flatMap((stage) => stage.datasets);
  if (!wanted.some(hasTable)) {
    throw new UsageError('the database has none of the tables that seed would fill', {
      code: 'NOTHING_TO_FILL',
      hint: 'Migrate it first, or fill the tables it has with "seed --generic".',
    });
  }
  return {
    stages: stages.map((stage) => ({ ...stage, datasets: stage.datasets.filter(hasTable) })),
    skipped: wanted.filter((dataset) => !hasTable(dataset)),
  };
}

/** The tables that a skipped dataset needs. */
function tablesFor<C>({ source, schema }: Writing<C>, dataset: SeedDataset<C>, span: Span): LeftOut[] {
  const indices = source.kinds.get(dataset.per)?.() ?? [];
  return missingTables(schema, dataset, { context: source.context, indices, span });
}
