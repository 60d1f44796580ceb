import { cos } from '../../../seeding/random/exact-math.ts';
import type { Place, SolarArray } from '../../world/site.ts';
import { hourlySpan } from '../calendar/utc-year.ts';
import { cosIncidence, ephemeris } from '../weather/sun.ts';
import type { Weather } from '../weather/weather.ts';

/** Albedo of the ground. */
const ALBEDO = 0.2;

/** W/m2K and Ws/m3K: D. Faiman, Progress in Photovoltaics 16 (2008). */
const COOLING = { still: 25, perWind: 6.84 };

/**
 * A. P. Dobos, PVWatts Version 5 Manual (2014): loss for each K above 25 degC, efficiency after system losses,
 * inverter.
 */
const PVWATTS = { perKelvin: -0.0035, losses: 0.86, inverter: 0.96 };

/** The cosine of the sun's zenith angle below which the brightness around the sun is not projected any further. */
const LEAST_COSINE = 0.01745;

/**
 * Output of an array by the hours of the weather, kW/kWp: direct, diffuse and ground-reflected radiation on its plane,
 * less the losses by heat, wiring and inverter. Exactly 0 while the sun is down, at most 1.
 *
 * The sky is brighter around the sun and above the horizon: the model of Hay, Davies, Klucher and Reindl, equation 2.16.7
 * of J. A. Duffie and W. A. Beckman, Solar Engineering of Thermal Processes (4th ed., 2013).
 */
export function solarYield(
  place: Place,
  year: number,
  { temperature, windSpeed, cosZenith, direct, diffuse, global }: Weather,
  { tilt, azimuth }: Pick<SolarArray, 'tilt' | 'azimuth'>,
): Float64Array {
  const cosTilt = cos((tilt * Math.PI) / 180);
  // The cube of the sine of half the tilt.
  const horizon = ((1 - cosTilt) / 2) * Math.sqrt((1 - cosTilt) / 2);
  const sun = ephemeris(hourlySpan(year));
  return cosIncidence(sun, place, tilt, azimuth).map((incidence, i) => {
    const height = cosZenith[i] ?? 0;
    if (height <= 0) {
      return 0;
    }
    const facing = Math.max(incidence, 0);
    const aroundSun = (direct[i] ?? 0) / (sun.extraterrestrial[i] ?? 1);
    const beamShare = ((direct[i] ?? 0) * height) / (global[i] ?? 1);
    const onPlane =
      facing * (direct[i] ?? 0) +
      (diffuse[i] ?? 0) *
        ((aroundSun * facing) / Math.max(height, LEAST_COSINE) +
          ((1 - aroundSun) * (1 + cosTilt) * (1 + horizon * Math.sqrt(beamShare))) / 2) +
      ((global[i] ?? 0) * ALBEDO * (1 - cosTilt)) / 2;
    const ofCells = (temperature[i] ?? 0) + onPlane / (COOLING.still + COOLING.perWind * (windSpeed[i] ?? 0));
    const power = (onPlane / 1000) * (1 + PVWATTS.perKelvin * (ofCells - 25)) * PVWATTS.losses * PVWATTS.inverter;
    return Math.min(Math.max(power, 0), 1);
  });
}
