import type { Configuration } from '../../configuration/schema.ts';
import { exportJson, formatExportReport } from '../../report/seed/export-report.ts';
import { formatSeedProgress } from '../../report/seed-report.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import type { SeedFlags } from './seed-flags.ts';
import { profileOf, spanOf, worldOf } from './seed-world.ts';

/** `seed --export`: files with the rows of a world. */
export async function exportFiles(
  terminal: Terminal,
  flags: SeedFlags,
  configuration: Configuration,
  folder: string,
): Promise<void> {
  const [{ exportWorld }, world] = await Promise.all([import('../../energy/seed/export-world.ts'), worldOf(flags)]);
  const report = await withProgress(terminal, (onProgress) =>
    exportWorld(world, folder, {
      span: spanOf(flags),
      datasets: flags.datasets ?? profileOf(flags).datasets,
      datasetFiles: [...(configuration.datasets ?? []), ...(flags.datasetFile ?? [])],
      shard: flags.shard,
      workers: flags.workers,
      format: flags.format,
      onProgress: (now) => onProgress(formatSeedProgress(now)),
    }),
  );
  terminal.out(
    flags.json === true
      ? JSON.stringify(exportJson(report))
      : formatExportReport(report, terminal.outStyle, terminal.width),
  );
}
