import { randomOf } from '../../../seeding/random/random.ts';
import { contractPrice } from '../grid/tariffs.ts';
import { rounded } from '../round.ts';

/** Lowest and highest price of fuels for businesses, GBP/kWh: about the quarterly prices of 2024, and deliveries of heating oil and LPG. */
const PRICES = { gas: [0.05, 0.08], oil: [0.06, 0.085], lpg: [0.085, 0.12] } as const;

/** What is priced by the kWh. */
export type PricedFuel = keyof typeof PRICES | 'elec';

/** Unit price of a site's contract in a year, GBP/kWh to 0.01 p; of electricity that of its fixed tariff. */
export function unitPrice(seed: number, siteIndex: number, fuel: PricedFuel, year: number): number {
  if (fuel === 'elec') {
    return rounded(contractPrice(seed, siteIndex, year) / 100, 10_000);
  }
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
