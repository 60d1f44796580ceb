import { setImmediate } from 'node:timers/promises';

import { halfHoursIn } from '../datasets/year-parts.ts';
import type { EstimatedDataset } from '../seed/estimated-dataset.ts';
import type { World } from '../world/world.ts';
import { LAYOUTS } from './all-layouts.ts';
import { meterSeries, type MeterDataset } from './client-meter.ts';
import type { LayoutName } from './layout-names.ts';
import type { MeterFileOptions } from './meter-file-options.ts';
import { plannedMeters } from './plan-meter-files.ts';

/** Seconds to make a half-hour of a meter and to write a value: measured as in `seed/row-costs.ts`. */
const SECONDS_PER_HALF_HOUR = 2.3e-6;
const SECONDS_PER_VALUE = 3e-6;

/** For each layout the bytes of a file without values and of each value, by files of a month, a year and three years. */
const BYTES: Readonly<Record<LayoutName, { readonly file: number; readonly value: number }>> = {
  intervals: { file: 280, value: 58 },
  workbook: { file: 3060, value: 27 },
  'register-readings': { file: 45, value: 46 },
  'half-hourly-list': { file: 60, value: 44 },
  square: { file: 540, value: 5.7 },
  'periods-across': { file: 26, value: 33 },
  'periods-one-year': { file: 26, value: 30 },
  'months-across': { file: 26, value: 16 },
};

/** What meter files would hold. @throws the errors of `plannedMeters` */
export async function estimateMeterFiles(
  world: World,
  options: Omit<MeterFileOptions, 'onProgress'>,
  onProgress?: (progress: { units: number; unitsInAll: number }) => void,
): Promise<EstimatedDataset[]> {
  const plan = await plannedMeters(world, options);
  const found = new Map<MeterDataset, EstimatedDataset & { parts: { name: LayoutName; rows: number }[] }>(
    plan.datasets.map((dataset) => [dataset, { dataset, rows: 0, bytes: 0, seconds: 0, parts: [] }]),
  );
  const unitsInAll = [...plan.layoutCounts.values()].reduce((sum, count) => sum + count, 0);
  let units = 0;
  for (const { meter, layout } of plan.meters()) {
    const { count, hasEachReading } = LAYOUTS[layout];
    const mayLack = world.options.noise !== 'none' && !meter.isMonthly && hasEachReading;
    const rows = mayLack ? meterSeries(world, meter, plan.span).starts.length : count(meter, plan.span);
    const of = found.get(meter.dataset);
    if (of !== undefined) {
      of.rows += rows;
      of.bytes += BYTES[layout].file + rows * BYTES[layout].value;
      of.seconds += halfHoursIn(plan.span) * SECONDS_PER_HALF_HOUR + rows * SECONDS_PER_VALUE;
      const part = of.parts.find(({ name }) => name === layout);
      if (part === undefined) {
        of.parts.push({ name: layout, rows });
      } else {
        part.rows += rows;
      }
    }
    units += 1;
    if (mayLack) {
      onProgress?.({ units, unitsInAll });
      await setImmediate();
    }
  }
  return [...found.values()];
}
