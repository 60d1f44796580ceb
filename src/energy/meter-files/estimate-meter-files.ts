import { setImmediate } from 'node:timers/promises';

import { halfHoursIn } from '../datasets/year-parts.ts';
import type { EstimatedDataset } from '../seed/estimated-dataset.ts';
import type { World } from '../world/world.ts';
import { LAYOUTS } from './all-layouts.ts';
import { meterSeries, type MeterDataset } from './client-meter.ts';
import type { LayoutName } from './layout-names.ts';
import type { MeterFileOptions } from './meter-file-options.ts';
import { plannedMeters } from './plan-meter-files.ts';

/** Seconds to make a half-hour of a meter and to write a value, and for each layout the bytes of a value: measured as in `seed/row-costs.ts`. */
const SECONDS_PER_HALF_HOUR = 2.3e-6;
const SECONDS_PER_VALUE = 3e-6;
const BYTES: Readonly<Record<LayoutName, number>> = {
  intervals: 58,
  workbook: 284,
  'register-readings': 46,
  'half-hourly-list': 38,
  square: 6,
  'periods-across': 34,
  'periods-one-year': 31,
  'months-across': 17,
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
      of.bytes += rows * BYTES[layout];
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
