import type { FileFormatName } from '../../seeding/export/format-names.ts';
import type { Shard } from '../../support/shard.ts';
import { profileOf, type WorldFlags } from './seed-world.ts';

/** The format of `--export` that is not one of tables. */
export const METER_FILES = 'meter-files';

/** The datasets that are asked for, undefined for all. Those of a profile are no choice of meter files, which few datasets have. */
export function datasetsOf(flags: SeedFlags): readonly string[] | undefined {
  return flags.format === METER_FILES ? flags.datasets : (flags.datasets ?? profileOf(flags).datasets);
}

/** The flags of `elementaldb seed`. */
export interface SeedFlags extends WorldFlags {
  datasets?: string[];
  datasetFile?: string[];
  shard?: Shard;
  append?: boolean;
  replace?: boolean;
  mode?: 'safe' | 'fast';
  workers?: number;
  check?: boolean;
  preview?: string;
  list?: boolean;
  export?: string;
  format?: FileFormatName | typeof METER_FILES;
  layout?: string[];
  dryRun?: boolean;
  printDistribution?: 'citus';
  generic?: boolean;
  allowEmpty?: boolean;
  rows?: number;
  json?: boolean;
  databaseUrl?: string;
}
