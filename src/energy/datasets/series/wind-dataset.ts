import { LEAD } from '../../models/calendar/utc-year.ts';
import { rounded } from '../../models/round.ts';
import { turbineYield } from '../../models/supply/turbine-yield.ts';
import { weather } from '../../models/weather/weather.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { hourlyParts, hoursIn } from '../year-parts.ts';

/** Hourly yield of a site's turbine, if it has one. */
export const windDataset: Dataset = {
  name: 'wind',
  tables: [
    ['renewables', 'metadata'],
    ['renewables', 'wind'],
  ],
  per: 'site',
  needs: ['sites'],
  countRows: (world, index, span) =>
    world.site(index).turbine === null ? {} : { 'renewables.metadata': 1, 'renewables.wind': hoursIn(span) },
  *batches(world, index, span) {
    const site = world.site(index);
    if (site.turbine === null) {
      return;
    }
    const { hubHeight } = site.turbine;
    const id = datasetId(world, 'wind', index);
    yield rowBatch(['renewables', 'metadata'], {
      dataset_id: id,
      site_id: site.id,
      created_at: createdAt(world, 'wind', index, span),
      data_source: 'elementaldb',
      parameters: { hub_height: hubHeight },
      renewables_location_id: null,
    });
    for (const part of hourlyParts(span)) {
      const yields = turbineYield(weather(world.options.seed, site.place, part.year).windSpeed, hubHeight);
      yield {
        table: ['renewables', 'wind'],
        rows: part.rows,
        columns: {
          dataset_id: { kind: 'same', value: id },
          start_ts: part.startTs,
          end_ts: part.endTs,
          wind: part.column(yields.subarray(LEAD).map((value) => rounded(value, 10_000))),
        },
      };
    }
  },
};
