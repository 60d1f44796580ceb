import { check, type Check } from './check.ts';

/** Readings of a meter, one after the other. */
export interface Readings {
  /** Milliseconds since 1970. */
  readonly startTs: Float64Array;
  readonly endTs: Float64Array;
  readonly consumptionKwh: Float64Array;
  /** GBP/kWh and GBP. */
  readonly unitCost: Float64Array;
  readonly totalCost: Float64Array;
}

/** Whether readings leave no gap, overlap nowhere, and cost what they say. */
export function checkReadings(
  dataset: string,
  { startTs, endTs, consumptionKwh, unitCost, totalCost }: Readings,
): Check[] {
  let [gaps, overlaps, wrong, different] = [0, 0, 0, 0];
  for (let i = 0; i < startTs.length; i += 1) {
    const start = startTs[i] ?? 0;
    const before = endTs[i - 1] ?? start;
    gaps += start > before ? 1 : 0;
    overlaps += start < before || (endTs[i] ?? 0) <= start ? 1 : 0;
    const cost = (consumptionKwh[i] ?? 0) * (unitCost[i] ?? 0);
    // Half a step, and what the product of two decimals loses in binary.
    wrong += Math.abs(cost - (totalCost[i] ?? 0)) > 0.00005 + 1e-9 * Math.abs(cost) ? 1 : 0;
    different += consumptionKwh[i] === consumptionKwh[i - 1] ? 0 : 1;
  }
  return [
    check(dataset, 'gaps', gaps, [0, 0]),
    check(dataset, 'overlaps', overlaps, [0, 0]),
    check(dataset, 'costs that are not round(kWh price, 4)', wrong, [0, 0]),
    check(dataset, 'readings that differ from the one before', different / startTs.length, [0.08, 1]),
  ];
}
