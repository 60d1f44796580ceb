import { workerData } from 'node:worker_threads';

import { fileFormat } from '../../seeding/export/file-formats.ts';
import type { FileFormatName } from '../../seeding/export/format-names.ts';
import { fileRunner } from '../../seeding/export/file-runner.ts';
import { serveTasks, type ThreadStart } from '../../seeding/job/serve-tasks.ts';
import { createWorld } from '../world/create-world.ts';
import { fileSource } from './file-source.ts';
import { loadDatasetFiles } from './known-datasets.ts';
import type { WorkerData } from './seed-worker.ts';

/** What a thread needs to make the same files. */
export interface ExportWorkerData extends WorkerData {
  format: FileFormatName;
}

/** The entry of the threads that write a world's files. */
const { target, data }: ThreadStart<ExportWorkerData> = workerData;
serveTasks(async () =>
  fileRunner(fileSource(createWorld(data.world), await loadDatasetFiles(data.files)), {
    folder: target,
    format: await fileFormat(data.format),
  }),
);
