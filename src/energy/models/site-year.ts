import type { World } from '../world/world.ts';
import { electricity } from './demand/electricity.ts';
import { halfHourlyTemperature, heating } from './demand/heat.ts';
import { LEAD } from './calendar/utc-year.ts';
import { hotWater } from './demand/hot-water.ts';
import { regionalMix } from './grid/regional-mix.ts';
import { rounded } from './round.ts';
import { solarYield } from './supply/solar-yield.ts';
import { tariffs } from './grid/tariffs.ts';
import { turbineYield } from './supply/turbine-yield.ts';
import { utcYear } from './calendar/utc-year.ts';
import { weather } from './weather/weather.ts';

/**
 * The energy, weather and prices of a site in one year, by half-hours in UTC: entry 0 is the first half-hour of the
 * year. These are the numbers in the site's datasets, rounding included, without the faults that `noise` adds to
 * meters.
 */
export interface SiteYear {
  readonly year: number;
  /** Its beginning, milliseconds since 1970. */
  readonly from: number;
  /** 17,520, or 17,568 in a leap year. */
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
    airTemperature: halfHourlyTemperature(air, year),
    solar: site.solar.map((array) => twice(solarYield(site.place, year, air, array))),
    wind: site.turbine === null ? null : twice(turbineYield(air.windSpeed, site.turbine.hubHeight)),
    carbon: regionalMix(seed, site.place.gsp, year).intensity,
    tariffs: tariffs(seed, site.place.gsp, year),
  };

  /** The hours of the year, each for its two half-hours, as the datasets have them. */
  function twice(hourly: Float64Array): Float64Array {
    return Float64Array.from({ length: halfHours }, (_, i) => rounded(hourly[LEAD + (i >> 1)] ?? 0, 10_000));
  }
}
