import type { Batch } from '../../../seeding/load/batch.ts';
import { LEAD } from '../../models/calendar/utc-year.ts';
import { otherWeather } from '../../models/weather/other-weather.ts';
import { rounded } from '../../models/round.ts';
import { weather } from '../../models/weather/weather.ts';
import type { Place } from '../../world/site.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { hourlyParts, hoursIn, type YearPart } from '../year-parts.ts';

/** Hourly weather of a place. Its metadata contain the span, so they change with it. */
export const weatherDataset: Dataset = {
  name: 'weather',
  tables: [
    ['weather', 'metadata'],
    ['weather', 'visual_crossing'],
  ],
  per: 'place',
  needs: [],
  countRows: ({ places }, index, span) =>
    places[index] === undefined ? {} : { 'weather.metadata': 1, 'weather.visual_crossing': hoursIn(span) },
  *batches(world, index, span) {
    const place = world.places[index];
    if (place === undefined) {
      return;
    }
    const id = datasetId(world, 'weather', index);
    yield rowBatch(['weather', 'metadata'], {
      dataset_id: id,
      created_at: createdAt(world, 'weather', index, span),
      site_id: null,
      location: place.name,
      data_source: 'elementaldb',
      start_ts: new Date(span.from).toISOString(),
      end_ts: new Date(span.to).toISOString(),
    });
    for (const part of hourlyParts(span)) {
      yield seriesOf(world.options.seed, place, part, id);
    }
  },
};

function seriesOf(seed: number, place: Place, part: YearPart, id: string): Batch {
  const air = weather(seed, place, part.year);
  const other = otherWeather(seed, place, part.year, air);
  const [from, to] = [LEAD + part.from, LEAD + part.to];
  const column = (values: Float64Array, steps: number) =>
    ({ kind: 'numbers', values: values.subarray(from, to).map((value) => rounded(value, steps)) }) as const;
  return {
    table: ['weather', 'visual_crossing'],
    rows: part.rows,
    columns: {
      timestamp: part.startTs,
      location: { kind: 'same', value: place.name },
      temp: column(air.temperature, 10),
      humidity: column(other.humidity, 10),
      precip: column(other.rain, 100),
      precipprob: column(other.rainProbability, 10),
      snow: column(other.snow, 100),
      snowdepth: column(other.snowDepth, 10),
      windgust: column(other.windGust, 10),
      windspeed: column(air.windSpeed, 10),
      winddir: column(other.windDirection, 1),
      pressure: column(other.pressure, 10),
      cloudcover: column(other.cloudCover, 10),
      solarradiation: column(air.global, 100),
      solarenergy: column(
        air.global.map((watts) => (watts * 3600) / 1e6),
        10_000,
      ),
      dniradiation: column(air.direct, 100),
      difradiation: column(air.diffuse, 100),
      dataset_id: { kind: 'same', value: id },
      end_ts: part.endTs,
    },
  };
}
