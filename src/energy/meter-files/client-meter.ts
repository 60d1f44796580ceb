import type { Batch, Column } from '../../seeding/load/batch.ts';
import { isInShard } from '../../seeding/job/missing-units.ts';
import type { Shard } from '../../support/shard.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import { datasetId } from '../datasets/identity.ts';
import { electricityDataset } from '../datasets/meters/electricity-dataset.ts';
import { fuelMetersOf, gasDataset } from '../datasets/meters/gas-dataset.ts';
import { registerFactor } from '../models/demand/meter-faults.ts';
import { rounded } from '../models/round.ts';
import type { Site } from '../world/site.ts';
import { withoutNoise } from '../world/without-noise.ts';
import type { World } from '../world/world.ts';

/** The datasets with meters of clients; synthesised half-hours are those of a model. */
export const METER_DATASETS = ['electricity', 'gas'] as const;

export type MeterDataset = (typeof METER_DATASETS)[number];

/** A meter of a client. */
export interface ClientMeter {
  readonly site: Site;
  readonly dataset: MeterDataset;
  /** Which of the site's meters of this dataset, from 0. */
  readonly meter: number;
  /** `client_meters.metadata.dataset_id`. */
  readonly datasetId: string;
  readonly fuel: 'elec' | 'gas' | 'oil' | 'lpg';
  /** `fuel_type` of the database and of the services' upload, for which LPG is gas. */
  readonly fuelType: 'elec' | 'gas' | 'oil';
  readonly isMonthly: boolean;
  /** Its number among the meters of the world that measure the same and are read as often. */
  readonly turn: number;
}

/** The readings of a meter in their order; all arrays have the same length. Missing ones have no entry. */
export interface MeterSeries {
  /** Milliseconds since 1970. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly kwh: Float64Array;
  /** GBP without VAT. */
  readonly cost: Float64Array;
}

/** The meters of a shard: those of a site together. */
export function* clientMeters(
  world: World,
  shard: Shard,
  datasets: readonly MeterDataset[],
): Generator<ClientMeter, void, undefined> {
  const turns = new Map<string, number>();
  for (let index = 0; index < world.options.sites; index += 1) {
    const site = world.site(index);
    for (const dataset of datasets) {
      const measured = measuredBy(site, dataset);
      if (measured === undefined) {
        continue;
      }
      const kind = `${measured.fuel} ${measured.isMonthly}`;
      for (let meter = 0; meter < measured.count; meter += 1) {
        const turn = turns.get(kind) ?? 0;
        turns.set(kind, turn + 1);
        if (isInShard({}, index, shard)) {
          yield { site, dataset, meter, datasetId: datasetId(world, dataset, index, meter), ...measured, turn };
        }
      }
    }
  }
}

function measuredBy(
  site: Site,
  dataset: MeterDataset,
): (Pick<ClientMeter, 'fuel' | 'fuelType' | 'isMonthly'> & { count: number }) | undefined {
  if (dataset === 'electricity') {
    return { fuel: 'elec', fuelType: 'elec', isMonthly: false, count: site.meters.electricity };
  }
  const meters = fuelMetersOf(site);
  return meters && { fuel: meters.fuel, fuelType: meters.type, isMonthly: meters.isMonthly, count: meters.count };
}

/** The readings of a meter: those that `seed` writes into a database. */
export function meterSeries(world: World, { site, dataset, datasetId: id }: ClientMeter, span: Span): MeterSeries {
  const source: Dataset = dataset === 'electricity' ? electricityDataset : gasDataset;
  const batches = [...source.batches(world, site.index, span)].filter(
    ({ columns: { consumption_kwh: kwh, dataset_id: of } }) =>
      kwh !== undefined && of?.kind === 'same' && of.value === id,
  );
  return {
    starts: joined(batches, 'start_ts'),
    ends: joined(batches, 'end_ts'),
    kwh: joined(batches, 'consumption_kwh'),
    cost: joined(batches, 'total_cost'),
  };
}

/**
 * What the register of a meter counts of the fuel in each half-hour, whatever its readings say: while no reading arrives, or one is
 * estimated or wrong, it goes on. After a change of the meter it counts as the new one does. Monthly readings have no faults.
 */
export function registerSeries(world: World, meter: ClientMeter, span: Span): MeterSeries {
  const series = meterSeries(withoutNoise(world), meter, span);
  if (world.options.noise === 'none' || meter.isMonthly) {
    return series;
  }
  const fuel = meter.dataset === 'electricity' ? 'elec' : 'gas';
  const factor = registerFactor(world.options.seed, meter.site.index, { fuel, meter: meter.meter });
  return { ...series, kwh: series.kwh.map((kwh, i) => rounded(kwh * factor(series.starts[i] ?? 0), 1000)) };
}

function joined(batches: readonly Batch[], name: string): Float64Array {
  const parts = batches.map(({ columns }) => numbersOf(columns[name]));
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function numbersOf(column: Column | undefined): Float64Array {
  return column?.kind === 'numbers' || column?.kind === 'instants' ? column.values : new Float64Array(0);
}
