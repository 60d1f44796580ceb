import { CARBON_FACTORS, FUELS, IMPORT_CARBON, type FuelShares } from '../models/grid/fuels.ts';
import { around, check, type Band, type Check } from './check.ts';
import { autocorrelation, correlation, deviation, greatest, least, mean, quantile } from './statistics.ts';

/** Means of a year of Great Britain as NESO published them, g/kWh; from 2026 on, those of the scenario. */
const MEANS: Readonly<Record<number, number>> = {
  2015: 360,
  2016: 280,
  2017: 250,
  2018: 230,
  2019: 215,
  2020: 182,
  2021: 187,
  2022: 176,
  2023: 149,
  2024: 125,
  2025: 125,
  2026: 122,
  2027: 117,
  2028: 111,
  2029: 106,
  2030: 100,
};

/** The last year with coal. */
const LAST_COAL = 2024;

/** The last year in which gas runs so much that the least intensities are spread out. */
const LAST_SPREAD = 2026;

/** Whether shares of fuels are whole, and the intensity is what follows from them; of a region too. */
export function checkShares({ shares, intensity }: FuelShares): Check[] {
  const [amiss, wrong] = [new Float64Array(intensity.length), new Float64Array(intensity.length)];
  for (let i = 0; i < intensity.length; i += 1) {
    const imports = shares.imports[i] ?? 0;
    const total = FUELS.reduce((all, fuel) => all + (shares[fuel][i] ?? 0), 0);
    const others = (intensity[i] ?? 0) - gramsOf(shares, i) + imports * CARBON_FACTORS.imports;
    amiss[i] = Math.abs(total - 1);
    wrong[i] = Math.max(0, imports * IMPORT_CARBON.least - others, others - imports * IMPORT_CARBON.most);
  }
  return [
    check('carbon', 'shares of fuels less 1', greatest(amiss), [0, 1e-9]),
    check('carbon', 'intensity beyond that of the fuels, g/kWh', greatest(wrong), [0, 0.5 + 1e-9]),
    check('carbon', 'correlation with wind', correlation(intensity, shares.wind), [-0.999, -0.15]),
  ];
}

/**
 * Whether a year of half-hours is the grid of Great Britain as a whole.
 *
 * @param forecast of the intensity, g/kWh
 */
export function checkNationalCarbon({ shares, intensity }: FuelShares, forecast: Float64Array, year: number): Check[] {
  const error = forecast.map((grams, i) => grams - (intensity[i] ?? 0));
  const residual = intensity.map((grams, i) => grams - gramsOf(shares, i));
  const lowest = (quantile(intensity, 0.05) - quantile(intensity, 0.01)) / mean(intensity);
  const expected = MEANS[year];
  const level: Band =
    expected === undefined ? [year > 2030 ? 20 : 300, year > 2030 ? 110 : 550] : around(expected, 0.13);
  return [
    check('carbon', 'mean intensity of the country, g/kWh', mean(intensity), level),
    check('carbon', 'least intensity of the country, g/kWh', least(intensity), [5, 120]),
    check('carbon', 'greatest intensity of the country over its mean', greatest(intensity) / mean(intensity), [1.4, 5]),
    check('carbon', 'spread of the least intensities over the mean', lowest, [year > LAST_SPREAD ? 0.02 : 0.05, 0.4]),
    check('carbon', 'correlation with wind, the country', correlation(intensity, shares.wind), [-0.999, -0.25]),
    check('carbon', 'part of coal', mean(shares.coal), year > LAST_COAL ? [0, 0] : [0.002, 0.45]),
    check('carbon', 'intensity not explained by the mix, g/kWh', deviation(residual), [2.5, 13]),
    check('carbon', "forecast's absolute error, g/kWh", mean(error.map(Math.abs)), [7, 12]),
    check('carbon', "forecast's error, autocorrelation of 1 h", autocorrelation(error, 2), [0.6, 0.97]),
  ];
}

/** g/kWh of a half-hour's fuels, with imports at their mean. */
function gramsOf(shares: FuelShares['shares'], halfHour: number): number {
  return FUELS.reduce((all, fuel) => all + (shares[fuel][halfHour] ?? 0) * CARBON_FACTORS[fuel], 0);
}
