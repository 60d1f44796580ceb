import { CARBON_FACTORS, FUELS, type FuelShares } from '../models/grid/fuels.ts';
import { check, type Check } from './check.ts';
import { correlation, greatest, least, mean } from './statistics.ts';

/** Whether shares of fuels are whole, and the intensity is what follows from them; of a region too. */
export function checkShares({ shares, intensity }: FuelShares): Check[] {
  const [amiss, wrong] = [new Float64Array(intensity.length), new Float64Array(intensity.length)];
  for (let i = 0; i < intensity.length; i += 1) {
    const total = FUELS.reduce((all, fuel) => all + (shares[fuel][i] ?? 0), 0);
    const grams = FUELS.reduce((all, fuel) => all + (shares[fuel][i] ?? 0) * CARBON_FACTORS[fuel], 0);
    amiss[i] = Math.abs(total - 1);
    wrong[i] = Math.abs(grams - (intensity[i] ?? 0));
  }
  return [
    check('carbon', 'shares of fuels less 1', greatest(amiss), [0, 1e-9]),
    check('carbon', 'intensity less that of the fuels, g/kWh', greatest(wrong), [0, 1]),
    check('carbon', 'correlation with wind', correlation(intensity, shares.wind), [-0.999, -0.4]),
  ];
}

/** Whether a year of half-hours is the grid of Great Britain as a whole, of about 2024. */
export function checkNationalCarbon({ shares, intensity }: FuelShares): Check[] {
  return [
    check('carbon', 'mean intensity of the country, g/kWh', mean(intensity), [110, 150]),
    check('carbon', 'least intensity of the country, g/kWh', least(intensity), [5, 100]),
    check('carbon', 'greatest intensity of the country, g/kWh', greatest(intensity), [180, 350]),
    check('carbon', 'correlation with wind, the country', correlation(intensity, shares.wind), [-0.999, -0.6]),
  ];
}
