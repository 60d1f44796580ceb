import { runSeedJob, type SeedJobReport } from '../../seeding/job/run-seed-job.ts';
import type { SeedJob } from '../../seeding/job/seed-job.ts';
import type { World } from '../world/world.ts';

/** What a seed did. */
export interface SeedReport extends SeedJobReport {
  /** What services will not accept of the rows, each with what to do. */
  warnings: string[];
  world: World['options'];
}

/** Writes the rows of a world: see `runSeedJob`. @param target URL of the database */
export async function seedWorld(target: string, job: SeedJob<World>): Promise<SeedReport> {
  const report = await runSeedJob(target, job);
  return { world: job.source.context.options, ...report, warnings: warningsOf(report) };
}

/**
 * Rows depend on the options alone and never on today, so that a span may end in the future; services refuse such bundles. Optimisations
 * and fits are of twelve months.
 */
function warningsOf({ span, tables, empty }: SeedJobReport): string[] {
  const tooShort =
    empty.length === 0
      ? []
      : [
          `Not written, because the span has less than twelve months: ${empty.join(', ')}. Choose a later --to for them`,
        ];
  const hasBundles = tables.some(({ table }) => table === 'data_bundles.metadata');
  if (!hasBundles || span.to <= Date.now()) {
    return tooShort;
  }
  const end = new Date(span.to).toISOString().slice(0, 10);
  return [...tooShort, `Services refuse the bundles until ${end}, when their span has ended. Choose an earlier --to`];
}
