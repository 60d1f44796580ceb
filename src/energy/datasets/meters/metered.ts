import type { Batch, Column } from '../../../seeding/load/batch.ts';
import { totalCost } from '../../models/demand/meter-prices.ts';
import type { YearPart } from '../year-parts.ts';

/** What a meter measures. */
export interface Metered {
  readonly table: Batch['table'];
  readonly id: string;
  readonly fuel: 'elec' | 'gas';
  /** Which of the site's meters of this fuel, from 0. */
  readonly meter: number;
  /** kWh by half-hours of the part's year. */
  readonly consumption: Float64Array;
  /** Columns computed from the consumption. */
  readonly others?: Readonly<Record<string, (kwh: number) => number>>;
}

/** What each column of a reading holds, by its kWh. @param price GBP for a kWh */
export function columnsOfReading(metered: Metered, price: number): Readonly<Record<string, (kwh: number) => number>> {
  return {
    consumption_kwh: (kwh) => kwh,
    ...metered.others,
    unit_cost: () => price,
    total_cost: (kwh) => totalCost(kwh, price),
  };
}

/** What the names of the files of a site's further meters have besides. */
export function suffixOf(meter: number): string {
  return meter === 0 ? '' : `_${meter + 1}`;
}

/** The instants of some half-hours, which have the numbers that they have in the year. */
export function instantsAt(column: Column, { from }: YearPart, halfHours: readonly number[]): Column {
  if (column.kind !== 'instants') {
    return column;
  }
  return { kind: 'instants', values: Float64Array.from(halfHours, (i) => column.values[i - from] ?? 0) };
}
