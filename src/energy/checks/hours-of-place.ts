import { hourlySpan, LEAD, utcYear } from '../models/calendar/utc-year.ts';
import { clearSky } from '../models/weather/clear-sky.ts';
import { otherWeather } from '../models/weather/other-weather.ts';
import { ephemeris } from '../models/weather/sun.ts';
import { weather } from '../models/weather/weather.ts';
import type { Place } from '../world/site.ts';
import type { HourlyWeather } from './check-weather.ts';

/** The weather of a place in a year, as the checks take it. */
export function hoursOf(seed: number, place: Place, year: number): HourlyWeather {
  const span = hourlySpan(year);
  const sun = ephemeris(span);
  const air = weather(seed, place, year);
  const { humidity, pressure, cloudCover, windDirection, windGust, rain } = otherWeather(seed, place, year, air);
  const ofYear = (values: Float64Array): Float64Array => values.subarray(LEAD, LEAD + utcYear(year).hours);
  return {
    temperature: ofYear(air.temperature),
    global: ofYear(air.global),
    direct: ofYear(air.direct),
    diffuse: ofYear(air.diffuse),
    clearSky: ofYear(clearSky(place, span, sun, air.cosZenith).global),
    outside: ofYear(air.cosZenith.map((height, i) => Math.max(height, 0) * (sun.extraterrestrial[i] ?? 0))),
    cosZenith: ofYear(air.cosZenith),
    windSpeed: ofYear(air.windSpeed),
    windGust: ofYear(windGust),
    windDirection: ofYear(windDirection),
    humidity: ofYear(humidity),
    cloudCover: ofYear(cloudCover),
    pressure: ofYear(pressure),
    rain: ofYear(rain),
  };
}
