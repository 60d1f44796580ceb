import type { Configuration } from '../../configuration/schema.ts';
import { estimateJson, formatEstimate } from '../../report/seed/estimate-report.ts';
import { count } from '../../report/units.ts';
import { withProgress, type Terminal } from '../terminal.ts';
import { datasetsOf, type SeedFlags } from './seed-flags.ts';
import { spanOf, worldOf } from './seed-world.ts';

/** `seed --dry-run`: what would be written. */
export async function dryRun(terminal: Terminal, flags: SeedFlags, configuration: Configuration): Promise<void> {
  const [{ estimateWorld }, world] = await Promise.all([import('../../energy/seed/estimate-world.ts'), worldOf(flags)]);
  const estimate = await withProgress(terminal, (onProgress) =>
    estimateWorld(world, {
      span: spanOf(flags),
      datasets: datasetsOf(flags),
      datasetFiles: [...(configuration.datasets ?? []), ...(flags.datasetFile ?? [])],
      shard: flags.shard,
      workers: flags.workers,
      target: flags.export === undefined ? 'database' : (flags.format ?? 'parquet'),
      layouts: flags.layout,
      onProgress: ({ units, unitsInAll }) => onProgress(`Counting ${count(units)} of ${count(unitsInAll)}`),
    }),
  );
  terminal.out(
    flags.json === true
      ? JSON.stringify(estimateJson(estimate))
      : formatEstimate(estimate, terminal.outStyle, terminal.width),
  );
}
