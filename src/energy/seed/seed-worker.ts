import { workerData } from 'node:worker_threads';

import { databaseRunner } from '../../seeding/job/database-runner.ts';
import { serveTasks, type ThreadStart } from '../../seeding/job/serve-tasks.ts';
import { createWorld } from '../world/create-world.ts';
import type { WorldOptions } from '../world/world.ts';
import { loadDatasetFiles } from './known-datasets.ts';
import { worldSource } from './world-source.ts';

/** What a thread needs to make the same rows. */
export interface WorkerData {
  world: WorldOptions;
  /** Files that export datasets. */
  files: readonly string[];
}

/** The entry of the threads that write a world's rows. */
const { target, data }: ThreadStart<WorkerData> = workerData;
serveTasks(async () =>
  databaseRunner(target, worldSource(createWorld(data.world), await loadDatasetFiles(data.files))),
);
