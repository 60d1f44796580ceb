import { runSeedJob, type SeedJobReport } from '../../seeding/job/run-seed-job.ts';
import type { SeedJob } from '../../seeding/job/seed-job.ts';
import type { World } from '../world/world.ts';

/** What a seed did. */
export interface SeedReport extends SeedJobReport {
  world: World['options'];
}

/** Writes the rows of a world: see `runSeedJob`. @param target URL of the database */
export async function seedWorld(target: string, job: SeedJob<World>): Promise<SeedReport> {
  return { world: job.source.context.options, ...(await runSeedJob(target, job)) };
}
