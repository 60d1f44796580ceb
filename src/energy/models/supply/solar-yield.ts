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

/**
 * Output of an array by the hours of the weather, kW/kWp: direct, isotropic diffuse and ground-reflected radiation on
 * its plane, less the losses by heat, wiring and inverter. Exactly 0 while the sun is down, at most 1.
 */
export function solarYield(
  place: Place,
  year: number,
  { temperature, windSpeed, cosZenith, direct, diffuse, global }: Weather,
  { tilt, azimuth }: Pick<SolarArray, 'tilt' | 'azimuth'>,
): Float64Array {
  const cosTilt = cos((tilt * Math.PI) / 180);
  return cosIncidence(ephemeris(hourlySpan(year)), place, tilt, azimuth).map((incidence, i) => {
    if ((cosZenith[i] ?? 0) <= 0) {
      return 0;
    }
    const onPlane =
      Math.max(incidence, 0) * (direct[i] ?? 0) +
      ((diffuse[i] ?? 0) * (1 + cosTilt)) / 2 +
      ((global[i] ?? 0) * ALBEDO * (1 - cosTilt)) / 2;
    const ofCells = (temperature[i] ?? 0) + onPlane / (COOLING.still + COOLING.perWind * (windSpeed[i] ?? 0));
    const power = (onPlane / 1000) * (1 + PVWATTS.perKelvin * (ofCells - 25)) * PVWATTS.losses * PVWATTS.inverter;
    return Math.min(Math.max(power, 0), 1);
  });
}
