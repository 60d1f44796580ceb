import type { Span } from '../../seeding/job/dataset.ts';
import type { World } from '../world/world.ts';
import { electricity } from './demand/electricity.ts';
import { halfHourlyTemperature, heating } from './demand/heat.ts';
import { HALF_HOUR, LEAD, utcYear } from './calendar/utc-year.ts';
import { hotWater } from './demand/hot-water.ts';
import { regionalIntensity } from './grid/regional-mix.ts';
import { rounded } from './round.ts';
import { solarYield } from './supply/solar-yield.ts';
import { tariffs } from './grid/tariffs.ts';
import { turbineYield } from './supply/turbine-yield.ts';
import { weather } from './weather/weather.ts';

/**
 * The energy, weather and prices of a site by half-hours in UTC: entry 0 is the first half-hour. These are the numbers in the
 * site's datasets, rounding included, without the faults that `noise` adds to meters.
 */
export interface SiteSeries {
  /** The beginning, milliseconds since 1970. */
  readonly from: number;
  readonly halfHours: number;
  /** Electricity for everything except heating and hot water, kWh. */
  readonly electricity: Float64Array;
  /** Space heat as the building is, kWh thermal. */
  readonly heating: Float64Array;
  /** Heat for hot water, kWh thermal. */
  readonly dhw: Float64Array;
  /** At the beginning of the half-hour, degC. */
  readonly airTemperature: Float64Array;
  /** kW/kWp, one for each of the site's arrays; both half-hours of an hour have the same value. */
  readonly solar: readonly Float64Array[];
  /** kW/kW of the site's turbine. */
  readonly wind: Float64Array | null;
  /** Carbon intensity of the grid in the site's region, g/kWh. */
  readonly carbon: Float64Array;
  /** p/kWh, one for each of `TARIFF_PRODUCTS`, in their order. */
  readonly tariffs: readonly Float64Array[];
}

/** A site's series in one year: 17,520 half-hours, or 17,568 in a leap year. */
export interface SiteYear extends SiteSeries {
  readonly year: number;
}

/** A site's series in a span of whole half-hours, which may begin in one year and end in another. */
export function siteSpan(world: World, siteIndex: number, { from, to }: Span): SiteSeries {
  const parts: SiteSeries[] = [];
  for (let year = new Date(from).getUTCFullYear(); utcYear(year).from < to; year += 1) {
    const whole = siteYear(world, siteIndex, year);
    const start = Math.max(0, (from - whole.from) / HALF_HOUR);
    const end = Math.min(whole.halfHours, (to - whole.from) / HALF_HOUR);
    const part = end - start === whole.halfHours ? whole : seriesFrom(whole, (values) => values.subarray(start, end));
    parts.push({ ...part, from: whole.from + start * HALF_HOUR });
  }
  const [first] = parts;
  if (first === undefined) {
    throw new RangeError('A span has at least one half-hour');
  }
  return parts.length === 1 ? first : joined(parts, first);
}

/** The series of a site with each replaced by what a function makes of it. */
export function seriesFrom(series: SiteSeries, make: (values: Float64Array) => Float64Array): SiteSeries {
  const consumption = make(series.electricity);
  return {
    from: series.from,
    halfHours: consumption.length,
    electricity: consumption,
    heating: make(series.heating),
    dhw: make(series.dhw),
    airTemperature: make(series.airTemperature),
    solar: series.solar.map(make),
    wind: series.wind === null ? null : make(series.wind),
    carbon: make(series.carbon),
    tariffs: series.tariffs.map(make),
  };
}

function joined(parts: readonly SiteSeries[], first: SiteSeries): SiteSeries {
  const join = (of: (part: SiteSeries) => Float64Array | null | undefined): Float64Array => {
    const values = new Float64Array(parts.reduce((sum, { halfHours }) => sum + halfHours, 0));
    let at = 0;
    for (const part of parts) {
      values.set(of(part) ?? [], at);
      at += part.halfHours;
    }
    return values;
  };
  const consumption = join((part) => part.electricity);
  return {
    from: first.from,
    halfHours: consumption.length,
    electricity: consumption,
    heating: join(({ heating: values }) => values),
    dhw: join(({ dhw }) => dhw),
    airTemperature: join(({ airTemperature }) => airTemperature),
    solar: first.solar.map((_, array) => join(({ solar }) => solar[array])),
    wind: first.wind === null ? null : join(({ wind }) => wind),
    carbon: join(({ carbon }) => carbon),
    tariffs: first.tariffs.map((_, product) => join((part) => part.tariffs[product])),
  };
}

/** A site's year. It takes about 20 ms, so callers should keep the result. */
export function siteYear(world: World, siteIndex: number, year: number): SiteYear {
  const site = world.site(siteIndex);
  const { seed } = world.options;
  const { from, halfHours } = utcYear(year);
  const air = weather(seed, site.place, year);
  return {
    year,
    from,
    halfHours,
    electricity: electricity(seed, site, year),
    heating: heating(seed, site, year),
    dhw: hotWater(seed, site, year),
    airTemperature: halfHourlyTemperature(air),
    solar: site.solar.map((array) => twice(solarYield(site.place, year, air, array))),
    wind: site.turbine === null ? null : twice(turbineYield(air.windSpeed, site.turbine.hubHeight)),
    carbon: regionalIntensity(seed, site.place.gsp, year),
    tariffs: tariffs(seed, site, year),
  };

  /** The hours of the year, each for its two half-hours, as the datasets have them. */
  function twice(hourly: Float64Array): Float64Array {
    const values = new Float64Array(halfHours);
    for (let i = 0; i < halfHours; i += 1) {
      values[i] = rounded(hourly[LEAD + (i >> 1)] ?? 0, 10_000);
    }
    return values;
  }
}
