import { availableParallelism } from 'node:os';

import { withConnection } from '../../postgres/connect.ts';
import { UsageError } from '../../support/errors.ts';
import type { Dataset, Span } from '../../energy/datasets/dataset.ts';
import { createWorld } from '../../energy/world/create-world.ts';
import type { World } from '../../energy/world/world.ts';
import { inFastMode } from './fast-mode.ts';
import { createLedger, recordedWorlds, worldKey } from './ledger.ts';
import { planStage, type Shard, type StagePlan } from './plan.ts';
import { seedProgress } from './progress.ts';
import { removeWorld } from './remove-world.ts';
import { runSlices, type Runner } from './run-slices.ts';
import { checkSeedOptions, DEFAULT_SPAN, type SeedOptions } from './seed-options.ts';
import { whileNobodyElseSeeds } from './seeding-lock.ts';
import { stagesOf, type Stage } from './stages.ts';
import { workerRunner } from './worker-runner.ts';
import { localRunner, prepareWriting } from './writer.ts';
import type { Writing } from './write-tasks.ts';

/** What became of a seed. */
export interface SeedReport {
  world: World['options'];
  span: Span;
  shard: Shard;
  /** Rows added by table, by its name as SQL needs it, sorted. */
  tables: { table: string; rows: number }[];
  rows: number;
  /** Sites', places' and clients' datasets that were written, and that were there already. */
  units: { written: number; present: number };
  /** Rows that `replace` has removed. */
  removed: number;
  /** Datasets that the database has no tables for. */
  skipped: string[];
  seconds: number;
}

/** A thread takes some 70 MiB, most of it models that its sites share: there are no more than these unless asked for. */
const MOST_WORKERS = 2;

/**
 * Writes a world's rows into a migrated database. Each site's, place's and client's part of each dataset is there as a
 * whole or not at all, whatever ends the work; run again, it adds what is missing, and nothing twice. Memory does not grow
 * with the world.
 *
 * @param target URL of the database
 * @throws UsageError `NO_SUCH_DATASET`, `SEEDED_OTHERWISE`, `LOAD_REFUSED`, `VALUE_DOES_NOT_FIT`, `BAD_SPAN`, `BAD_SHARD`,
 *   `ANOTHER_WORLD`, `NOTHING_TO_FILL`, `SEED_IS_RUNNING`, `LEDGER_REFUSED`, `RIGHTS_MISSING`; EnvironmentError `CANNOT_CONNECT`,
 *   `READ_ONLY_DATABASE`
 */
export async function seed(world: World, target: string, options: SeedOptions = {}): Promise<SeedReport> {
  const { span = DEFAULT_SPAN, shard = { number: 1, of: 1 } } = options;
  const begun = performance.now();
  const own = await checkSeedOptions(options);
  return withConnection(
    target,
    (client) =>
      whileNobodyElseSeeds(client, async () => {
        const fast = options.mode === 'fast';
        const writing = await prepareWriting(client, world, own, !fast);
        const { stages, skipped } = stagesFor(writing, options.datasets);
        await createLedger(client);
        const removed = await makeRoom(writing, options.ifThere === 'replace');
        const progress = seedProgress(options.onProgress);
        const work = (): Promise<number> => writeStages(writing, target, stages, { options, span, shard, progress });
        const present = await (fast ? inFastMode(writing, stages, work) : work());
        const { tables, rows, units } = progress.result();
        for (const { table } of tables) {
          await client.query(`ANALYZE ${table}`);
        }
        return {
          world: world.options,
          span,
          shard,
          tables,
          rows,
          units: { written: units, present },
          removed,
          skipped,
          seconds: (performance.now() - begun) / 1000,
        };
      }),
    { applicationName: 'elementaldb seed' },
  );
}

/**
 * Removes what is to be replaced. Two worlds cannot stand beside each other: the grid, the weather of a town and jobs are
 * told apart by keys in which no seed is.
 *
 * @throws UsageError `ANOTHER_WORLD`
 */
async function makeRoom(writing: Writing, replace: boolean): Promise<number> {
  const { client, world } = writing;
  const key = worldKey(world.options);
  const others = (await recordedWorlds(client)).filter((each) => worldKey(each) !== key);
  const [other] = others;
  if (other !== undefined && !replace) {
    throw new UsageError(`the database has another world: ${worldKey(other)}`, {
      code: 'ANOTHER_WORLD',
      hint: 'Say --replace to have this one in its place, or seed another database.',
    });
  }
  let removed = replace ? await removeWorld(writing) : 0;
  for (const each of others) {
    removed += await removeWorld({ ...writing, world: createWorld(each) });
  }
  return removed;
}

interface StageTerms {
  options: SeedOptions;
  span: Span;
  shard: Shard;
  progress: ReturnType<typeof seedProgress>;
}

/** Writes stage after stage and returns how many units were there already. */
async function writeStages(
  writing: Writing,
  target: string,
  stages: readonly Stage[],
  { options, span, shard, progress }: StageTerms,
): Promise<number> {
  const { client, world, commits } = writing;
  const plans: StagePlan[] = [];
  for (const stage of stages) {
    plans.push(await planStage(client, world, stage, { span, shard, append: options.ifThere === 'append' }));
  }
  plans.forEach(({ missing }) => progress.expect(missing));
  const units = plans.flatMap(({ missing }) => [...missing.values()]).reduce((sum, count) => sum + count, 0);
  const runners = units === 0 ? [] : runnersFor(writing, target, options, commits);
  try {
    for (const plan of plans) {
      await runSlices(runners, plan.slices(), (written) => progress.add(written));
    }
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  return plans.reduce((sum, { present }) => sum + present, 0);
}

function runnersFor(writing: Writing, target: string, options: SeedOptions, commits: boolean): Runner[] {
  const { own = [], datasetFiles = [], workers = Math.min(MOST_WORKERS, availableParallelism()) } = options;
  // One transaction is one connection; and functions stay in their thread.
  const others = !commits || own.length > 0 ? 0 : workers - 1;
  return [
    localRunner(writing),
    ...Array.from({ length: others }, () =>
      workerRunner({ url: target, world: writing.world.options, files: datasetFiles }),
    ),
  ];
}

/** The stages of the datasets that the database has tables for. */
function stagesFor(
  { catalog, datasets }: Writing,
  names: readonly string[] | undefined,
): { stages: Stage[]; skipped: string[] } {
  const known = [...datasets.values()];
  const stages = stagesOf(known, names);
  // Metadata of a series that has no table would be there for good, and the series never.
  const isThere = ({ tables }: Dataset): boolean =>
    tables.some((path) => path[1] !== 'metadata' && catalog.find(...path) !== undefined);
  const wanted = stages.flatMap((stage) => stage.datasets);
  if (!wanted.some(isThere)) {
    throw new UsageError('the database has none of the tables that would be filled', {
      code: 'NOTHING_TO_FILL',
      hint: 'Migrate it first; or fill whatever tables it has with "seed --generic".',
    });
  }
  return {
    stages: stages.map((stage) => ({ ...stage, datasets: stage.datasets.filter(isThere) })),
    skipped: wanted.filter((dataset) => !isThere(dataset)).map(({ name }) => name),
  };
}
