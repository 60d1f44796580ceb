import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { openExportFolder } from '../../seeding/export/export-folder.ts';
import { seedProgress } from '../../seeding/job/progress.ts';
import { checkOptions } from '../../support/check-options.ts';
import type { Shard } from '../../support/shard.ts';
import { packageVersion } from '../../support/tool-version.ts';
import type { Span } from '../datasets/dataset.ts';
import { comparableOptions } from '../seed/world-source.ts';
import type { World } from '../world/world.ts';
import { METER_FILE_OPTIONS, type MeterFileOptions, type MetersLeftOut } from './meter-file-options.ts';
import { workbookPackages } from './layouts/workbook.ts';
import { plannedMeters, type MeterPlan } from './plan-meter-files.ts';
import { writeMeterFile, type MeterFile } from './write-meter-file.ts';

/** What an export of meter files wrote. */
export interface MeterFilesReport {
  folder: string;
  format: 'meter-files';
  span: Span;
  shard: Shard;
  /** By site, then by dataset. */
  files: MeterFile[];
  leftOut: MetersLeftOut[];
  /** Values in all files. */
  readings: number;
  bytes: number;
  seconds: number;
  /** Whether an earlier run had written the same files. */
  alreadyThere: boolean;
}

/**
 * Writes each meter of a world's clients as its supplier would send it, into a file of its own: `<client_id>/<site_id>_electricity.csv`. Read by
 * the rules of its layout, a file gives the meter's readings within the rounding that the list of files names. The folder gets all files or
 * none; memory holds one meter at a time.
 *
 * @param folder a new or empty one; with a shard also one with other shards of the same export
 * @throws InvalidOptionError; UsageError `NO_METERS`, `FOLDER_NOT_EMPTY`, `NOT_A_FOLDER`, `PACKAGE_MISSING`; EnvironmentError
 *   `FOLDER_UNUSABLE`
 */
export async function exportMeterFiles(
  world: World,
  folder: string,
  options: MeterFileOptions = {},
): Promise<MeterFilesReport> {
  checkOptions('exportMeterFiles', METER_FILE_OPTIONS, options);
  const begun = performance.now();
  const plan = await plannedMeters(world, options);
  const { span, shard, layouts } = plan;
  const report = (files: MeterFile[], leftOut: MetersLeftOut[], alreadyThere: boolean): MeterFilesReport => ({
    folder,
    format: 'meter-files',
    span,
    shard,
    files,
    leftOut,
    readings: files.reduce((sum, file) => sum + file.readings, 0),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    seconds: (performance.now() - begun) / 1000,
    alreadyThere,
  });
  if (plan.layoutCounts.has('workbook')) {
    await workbookPackages();
  }
  const description = {
    version: packageVersion(),
    world: comparableOptions(world.options),
    span: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() },
    datasets: plan.datasets,
    format: 'meter-files',
    layouts: layouts ?? 'all',
  };
  const opened = openExportFolder(folder, shard, description);
  if ('written' in opened) {
    const { files, leftOut } = listed(opened.written);
    return report(files, leftOut, true);
  }
  try {
    const files = await writeAll(world, opened.building, plan, options.onProgress);
    opened.publish({ files, leftOut: plan.leftOut });
    return report(files, plan.leftOut, false);
  } finally {
    opened.close();
  }
}

/** Only this module writes such lists, in one step: their content needs no validation. */
function listed(list: object): Pick<MeterFilesReport, 'files' | 'leftOut'> {
  return {
    files: 'files' in list && Array.isArray(list.files) ? list.files : [],
    leftOut: 'leftOut' in list && Array.isArray(list.leftOut) ? list.leftOut : [],
  };
}

async function writeAll(
  world: World,
  folder: string,
  plan: MeterPlan,
  onProgress: MeterFileOptions['onProgress'],
): Promise<MeterFile[]> {
  const progress = seedProgress(onProgress);
  progress.expect(new Map([['meters', [...plan.layoutCounts.values()].reduce((sum, count) => sum + count, 0)]]));
  const files: MeterFile[] = [];
  for (const { meter, layout } of plan.meters()) {
    const { content, ...file } = await writeMeterFile(world, meter, layout, plan.span);
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    files.push(file);
    progress.add({ units: { meters: 1 }, datasetRows: { meters: file.readings }, tableRows: {}, leftOut: [] });
    // Making a meter takes tens of milliseconds, in which no signal is heard.
    await setImmediate();
  }
  return files;
}
