import { randomOf } from '../../../seeding/random/random.ts';
import { rounded } from '../round.ts';

/** Lowest and highest price for businesses, GBP/kWh: about the quarterly prices of 2024. */
const PRICES = { elec: [0.22, 0.31], gas: [0.05, 0.08] } as const;

/** Unit price of a site's contract in a year, GBP/kWh to 0.01 p. */
export function unitPrice(seed: number, siteIndex: number, fuel: 'elec' | 'gas', year: number): number {
  const [least, most] = PRICES[fuel];
  const own = randomOf(seed, 'contract', siteIndex, fuel).next();
  const ofYear = 0.2 * randomOf(seed, 'contract', siteIndex, fuel, year).next();
  return rounded(least + (most - least) * (0.8 * own + ofYear), 10_000);
}

/**
 * `round(kwh * price, 4)` of numeric values: exact, since both are whole numbers of steps.
 *
 * @param kwh to 0.001
 * @param price to 0.0001
 */
export function totalCost(kwh: number, price: number): number {
  return Math.round((Math.round(kwh * 1000) * Math.round(price * 10_000)) / 1000) / 10_000;
}
