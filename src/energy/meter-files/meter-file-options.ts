import * as v from 'valibot';

import type { SeedProgress } from '../../seeding/job/progress.ts';
import { CALLBACK, TEXTS } from '../../support/check-options.ts';
import { SHARD, type Shard } from '../../support/shard.ts';
import type { Span } from '../datasets/dataset.ts';
import { SPAN } from '../seed/seed-options.ts';

export interface MeterFileOptions {
  /** The span of the readings: half-open, milliseconds since 1970, whole days in UTC; 2024 by default. */
  span?: Span | undefined;
  /** Names of layouts; by default each meter gets one in which suppliers send such meters. */
  layouts?: readonly string[] | undefined;
  /** `electricity` and `gas`, both by default; others have no meters, so their names are refused. */
  datasets?: readonly string[] | undefined;
  /** Which part of the sites; all by default. */
  shard?: Shard | undefined;
  onProgress?: ((progress: SeedProgress) => void) | undefined;
}

/** Meters without a file. */
export interface MetersLeftOut {
  reason: string;
  meters: number;
}

export const METER_FILE_OPTIONS = v.strictObject({
  span: SPAN,
  layouts: TEXTS,
  datasets: TEXTS,
  shard: SHARD,
  onProgress: CALLBACK,
} satisfies Record<keyof MeterFileOptions, v.GenericSchema>);
