import { cos } from '../../seeding/random/exact-math.ts';
import type { Place } from '../world/site.ts';
import type { HourlyWeather } from './check-weather.ts';
import { check, type Band, type Check } from './check.ts';
import { correlation, mean, sums } from './statistics.ts';

/** A place with a year of its weather. */
export interface PlaceWeather {
  readonly place: Pick<Place, 'latitude' | 'longitude'>;
  readonly hours: HourlyWeather;
}

/** km, and the correlation of the days of two places that far from each other. */
interface Distance {
  readonly name: string;
  readonly km: Band;
  readonly bands: Readonly<Record<(typeof SERIES)[number], Band>>;
}

const SERIES = ['pressure', 'temperature', 'wind', 'rain'] as const;

/** Near ones share most of their weather, far ones little. */
const DISTANCES: readonly Distance[] = [
  {
    name: 'of 80 to 150 km',
    km: [80, 150],
    bands: { pressure: [0.95, 0.9999], temperature: [0.75, 0.98], wind: [0.5, 0.95], rain: [0.15, 0.85] },
  },
  {
    name: 'over 500 km',
    km: [500, 1500],
    bands: { pressure: [0.1, 0.9], temperature: [0.1, 0.9], wind: [-0.3, 0.7], rain: [-0.25, 0.65] },
  },
];

/** Days over which the seasons of the temperature are subtracted, before and after. */
const SEASON = 30;

/** Whether the weather of places is alike by their distance; nothing of distances that no two places have. */
export function checkPlaces(places: readonly PlaceWeather[]): Check[] {
  const days = places.map(({ place, hours }) => ({
    place,
    pressure: sums(hours.pressure, 24),
    temperature: withoutSeasons(sums(hours.temperature, 24)),
    wind: sums(hours.windSpeed, 24),
    rain: sums(hours.rain, 24),
  }));
  return days.flatMap((one, i) =>
    days.slice(i + 1).flatMap((other) => {
      const km = distance(one.place, other.place);
      return DISTANCES.filter((at) => km >= at.km[0] && km < at.km[1]).flatMap(({ name, bands }) =>
        SERIES.map((series) =>
          check(
            'weather',
            `correlation of ${series}, days, places ${name}`,
            correlation(one[series], other[series]),
            bands[series],
          ),
        ),
      );
    }),
  );
}

function withoutSeasons(values: Float64Array): Float64Array {
  return values.map((value, i) => value - mean(values.subarray(Math.max(0, i - SEASON), i + SEASON + 1)));
}

/** km, on a plane that touches Great Britain. */
function distance(a: PlaceWeather['place'], b: PlaceWeather['place']): number {
  const north = 111.3 * (a.latitude - b.latitude);
  const east = 111.3 * cos((54 * Math.PI) / 180) * (a.longitude - b.longitude);
  return Math.sqrt(north * north + east * east);
}
