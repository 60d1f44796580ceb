import type { Batch, Column } from '../../../seeding/load/batch.ts';
import { faultyReadings } from '../../models/demand/meter-faults.ts';
import { totalCost, unitPrice } from '../../models/demand/meter-prices.ts';
import type { World } from '../../world/world.ts';
import type { YearPart } from '../year-parts.ts';

/** What a meter measures. */
export interface Metered {
  readonly table: Batch['table'];
  readonly id: string;
  readonly fuel: 'elec' | 'gas';
  /** kWh by half-hours of the part's year. */
  readonly consumption: Float64Array;
  /** Columns computed from the consumption. */
  readonly others?: Readonly<Record<string, (kwh: number) => number>>;
}

/** Half-hourly readings with prices, and with faults if the world has noise. */
export function meterBatch(world: World, siteIndex: number, part: YearPart, metered: Metered): Batch {
  const { options } = world;
  const price = unitPrice(options.seed, siteIndex, metered.fuel, part.year);
  const readings =
    options.noise === 'none'
      ? { values: metered.consumption, missing: undefined }
      : faultyReadings(options.seed, siteIndex, metered.fuel, part.year, metered.consumption);
  const kept = keptOf(part, readings.missing);
  const values = taken(readings.values, part, kept);
  const numbers = (of: (kwh: number) => number): Column => ({ kind: 'numbers', values: values.map(of) });
  return {
    table: metered.table,
    rows: values.length,
    columns: {
      dataset_id: { kind: 'same', value: metered.id },
      start_ts: takenInstants(part.startTs, part, kept),
      end_ts: takenInstants(part.endTs, part, kept),
      consumption_kwh: { kind: 'numbers', values },
      ...Object.fromEntries(Object.entries(metered.others ?? {}).map(([name, of]) => [name, numbers(of)])),
      unit_cost: { kind: 'numbers', values: new Float64Array(values.length).fill(price) },
      total_cost: numbers((kwh) => totalCost(kwh, price)),
    },
  };
}

/** The numbers of the rows that are not missing; undefined if none is. */
function keptOf({ from, to }: YearPart, missing: Uint8Array | undefined): number[] | undefined {
  if (missing === undefined || !missing.subarray(from, to).includes(1)) {
    return undefined;
  }
  return Array.from({ length: to - from }, (_, i) => from + i).filter((i) => missing[i] === 0);
}

function taken(values: Float64Array, { from, to }: YearPart, kept: number[] | undefined): Float64Array {
  return kept === undefined ? values.subarray(from, to) : Float64Array.from(kept, (i) => values[i] ?? 0);
}

function takenInstants(column: Column, { from }: YearPart, kept: number[] | undefined): Column {
  if (kept === undefined || column.kind !== 'instants') {
    return column;
  }
  return { kind: 'instants', values: Float64Array.from(kept, (i) => column.values[i - from] ?? 0) };
}
