import type { Batch, Column } from '../../../seeding/load/batch.ts';
import { faultyReadings, type Readings } from '../../models/demand/meter-faults.ts';
import { unitPrice } from '../../models/demand/meter-prices.ts';
import type { World } from '../../world/world.ts';
import type { YearPart } from '../year-parts.ts';
import { faultBatches } from './fault-batches.ts';
import { columnsOfReading, instantsAt, type Metered } from './metered.ts';

/** Half-hourly readings with prices; if the world has noise, with faults, and then what is wrong with them. */
export function* meterBatches(world: World, siteIndex: number, part: YearPart, metered: Metered): Iterable<Batch> {
  const { seed, noise } = world.options;
  const price = unitPrice(seed, siteIndex, metered.fuel, part.year);
  if (noise === 'none') {
    yield readingsBatch(part, metered, price, undefined);
    return;
  }
  const readings = faultyReadings(seed, siteIndex, metered, part.year);
  yield readingsBatch(part, metered, price, readings);
  yield* faultBatches(part, metered, price, readings);
}

function readingsBatch(part: YearPart, metered: Metered, price: number, readings: Readings | undefined): Batch {
  const kept = keptOf(part, readings?.missing);
  const values = taken(readings?.values ?? metered.consumption, part, kept);
  const columns = Object.entries(columnsOfReading(metered, price)).map(([name, of]): [string, Column] => [
    name,
    { kind: 'numbers', values: values.map(of) },
  ]);
  return {
    table: metered.table,
    rows: values.length,
    columns: {
      dataset_id: { kind: 'same', value: metered.id },
      start_ts: kept === undefined ? part.startTs : instantsAt(part.startTs, part, kept),
      end_ts: kept === undefined ? part.endTs : instantsAt(part.endTs, part, kept),
      ...Object.fromEntries(columns),
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
