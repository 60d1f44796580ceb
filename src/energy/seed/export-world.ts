import { readFileSync } from 'node:fs';

import * as v from 'valibot';

import { FILE_FORMATS, type FileFormatName } from '../../seeding/export/format-names.ts';
import { runExportJob, type ExportReport } from '../../seeding/export/run-export-job.ts';
import { CALLBACK, checkOptions, oneOf } from '../../support/check-options.ts';
import { contentHash } from '../../support/hash.ts';
import { packageVersion } from '../../support/tool-version.ts';
import type { World } from '../world/world.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { ExportWorkerData } from './export-worker.ts';
import { fileSource } from './file-source.ts';
import { PART_OPTIONS, partOfWorld, type PartOptions, type SeedOptions } from './seed-options.ts';
import { comparableOptions, kindsOf } from './world-source.ts';

export interface ExportOptions extends PartOptions, Pick<SeedOptions, 'onProgress'> {
  /** `parquet` by default. It needs the package `hyparquet-writer`, `arrow` needs `apache-arrow`. */
  format?: FileFormatName | undefined;
}

const EXPORT_OPTIONS = v.strictObject({
  ...PART_OPTIONS,
  format: oneOf(...FILE_FORMATS),
  onProgress: CALLBACK,
} satisfies Record<keyof ExportOptions, v.GenericSchema>);

/**
 * Writes the rows of a world into files, without a server: the same rows and values as `seed` writes into a migrated
 * database. The folder gets all files or none.
 *
 * @param folder a new or empty one; with a shard also one with other shards of the same export
 * @throws the errors of `runExportJob`; UsageError `BAD_DATASET`
 */
export async function exportWorld(world: World, folder: string, options: ExportOptions = {}): Promise<ExportReport> {
  checkOptions('exportWorld', EXPORT_OPTIONS, options);
  const { custom, data, threads, ...part } = await partOfWorld(world, options);
  const { format = 'parquet' } = options;
  const { from, to } = part.span;
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const workerData: ExportWorkerData = { ...data, format };
  return runExportJob(folder, {
    ...part,
    format,
    source: fileSource(world, custom),
    kinds: kindsOf(world),
    description: {
      version: packageVersion(),
      world: comparableOptions(world.options),
      span,
      datasets: part.datasets?.toSorted() ?? 'all',
      format,
      ...(custom.length > 0 && { custom: customDatasets(custom, options.datasetFiles ?? []) }),
    },
    threads: { count: threads, entry: 'energy/seed/export-worker', data: workerData },
    onProgress: options.onProgress,
  });
}

/** Names of custom datasets, and a hash of the files that they are in: their rows cannot be compared otherwise. */
function customDatasets(custom: readonly Dataset[], files: readonly string[]): object {
  const content = contentHash(files.map((file) => readFileSync(file)));
  return { names: custom.map(({ name }) => name).toSorted(), files: content };
}
