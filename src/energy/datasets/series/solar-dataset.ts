import { LEAD } from '../../models/calendar/utc-year.ts';
import { rounded } from '../../models/round.ts';
import { solarYield } from '../../models/supply/solar-yield.ts';
import { weather } from '../../models/weather/weather.ts';
import type { RenewablesParametersDocument } from '../../documents/thermal-model.ts';
import type { Site } from '../../world/site.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { solarLocationId } from '../sites/solar-locations-dataset.ts';
import { hourlyParts, hoursIn } from '../year-parts.ts';

/** The panel whose yield sites without a roof for panels have, degrees. */
const SOUTH = { tilt: 35, azimuth: 180 };

/** An array that has a dataset of its yield. */
export interface YieldArray {
  readonly tilt: number;
  readonly azimuth: number;
  /** The roof, null for none. */
  readonly locationId: string | null;
}

/**
 * The arrays of a site in their order. A site without a roof for panels gets a panel that faces south, because the optimiser refuses
 * bundles without a yield.
 */
export function yieldArrays(site: Site): YieldArray[] {
  return site.solar.length === 0
    ? [{ ...SOUTH, locationId: null }]
    : site.solar.map(({ tilt, azimuth }, array) => ({ tilt, azimuth, locationId: solarLocationId(site, array) }));
}

/** Hourly yield of a site's panels: a dataset for each of its arrays. */
export const solarDataset: Dataset = {
  name: 'solar',
  tables: [
    ['renewables', 'metadata'],
    ['renewables', 'solar_pv'],
  ],
  per: 'site',
  needs: ['sites', 'solar_locations'],
  countRows(world, index, span) {
    const arrays = yieldArrays(world.site(index)).length;
    return { 'renewables.metadata': arrays, 'renewables.solar_pv': arrays * hoursIn(span) };
  },
  *batches(world, index, span) {
    const { seed } = world.options;
    const site = world.site(index);
    for (const [array, { tilt, azimuth, locationId }] of yieldArrays(site).entries()) {
      const id = datasetId(world, 'solar', index, array);
      yield rowBatch(['renewables', 'metadata'], {
        dataset_id: id,
        site_id: site.id,
        created_at: createdAt(world, 'solar', index, span, array),
        data_source: 'elementaldb',
        parameters: { azimuth, tilt, tracking: false } satisfies RenewablesParametersDocument,
        renewables_location_id: locationId,
      });
      for (const part of hourlyParts(span)) {
        const yields = solarYield(site.place, part.year, weather(seed, site.place, part.year), { tilt, azimuth });
        yield {
          table: ['renewables', 'solar_pv'],
          rows: part.rows,
          columns: {
            dataset_id: { kind: 'same', value: id },
            start_ts: part.startTs,
            end_ts: part.endTs,
            solar_generation: part.column(yields.subarray(LEAD).map((value) => rounded(value, 10_000))),
          },
        };
      }
    }
  },
};
