import type { Configuration } from '../../configuration/schema.ts';
import { exportJson, formatExportReport } from '../../report/seed/export-report.ts';
import { formatMeterFiles, meterFilesJson } from '../../report/seed/meter-files-report.ts';
import { formatSeedProgress } from '../../report/seed-report.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { datasetsOf, METER_FILES, type SeedFlags } from './seed-flags.ts';
import { spanOf, worldOf } from './seed-world.ts';

/** `seed --export`: files with the rows of a world. */
export async function exportFiles(
  terminal: Terminal,
  flags: SeedFlags,
  configuration: Configuration,
  folder: string,
): Promise<void> {
  if (flags.format === METER_FILES) {
    await exportMeters(terminal, flags, folder);
    return;
  }
  const { format } = flags;
  const [{ exportWorld }, world] = await Promise.all([import('../../energy/seed/export-world.ts'), worldOf(flags)]);
  const report = await withProgress(terminal, (onProgress) =>
    exportWorld(world, folder, {
      span: spanOf(flags),
      datasets: datasetsOf(flags),
      datasetFiles: [...(configuration.datasets ?? []), ...(flags.datasetFile ?? [])],
      shard: flags.shard,
      workers: flags.workers,
      format,
      onProgress: (now) => onProgress(formatSeedProgress(now)),
    }),
  );
  terminal.out(
    flags.json === true
      ? JSON.stringify(exportJson(report))
      : formatExportReport(report, terminal.outStyle, terminal.width),
  );
}

/** `seed --export --format meter-files`: a file for each meter. */
async function exportMeters(terminal: Terminal, flags: SeedFlags, folder: string): Promise<void> {
  const [{ exportMeterFiles }, world] = await Promise.all([
    import('../../energy/meter-files/export-meter-files.ts'),
    worldOf(flags),
  ]);
  const report = await withProgress(terminal, (onProgress) =>
    exportMeterFiles(world, folder, {
      span: spanOf(flags),
      datasets: datasetsOf(flags),
      layouts: flags.layout,
      shard: flags.shard,
      onProgress: (now) => onProgress(formatSeedProgress(now)),
    }),
  );
  terminal.out(
    flags.json === true
      ? JSON.stringify(meterFilesJson(report))
      : formatMeterFiles(report, terminal.outStyle, terminal.width),
  );
}
