import { randomOf } from '../../../seeding/random/random.ts';
import type { HeatingPlant } from '../../world/site.ts';
import { fuelLevel } from './fuel-years.ts';
import { contractPrice } from '../grid/tariffs.ts';
import { rounded } from '../round.ts';

/** By how much contracts are cheaper or dearer than the mean of their year. */
const SPREADS = { gas: 0.23, oil: 0.17, lpg: 0.17 } as const;

/** What is priced by the kWh. */
export type PricedFuel = keyof typeof SPREADS | 'elec';

/** Fuel of each boiler, by whose price it burns; what else heats would burn gas. */
export const PLANT_FUELS = {
  gas_boiler: 'gas',
  oil_boiler: 'oil',
  lpg_boiler: 'lpg',
  heat_pump: 'gas',
  electric: 'gas',
} as const satisfies Readonly<Record<HeatingPlant['kind'], PricedFuel>>;

/** Unit price of a site's contract in a year, GBP/kWh to 0.01 p; of electricity that of its fixed tariff. */
export function unitPrice(seed: number, siteIndex: number, fuel: PricedFuel, year: number): number {
  if (fuel === 'elec') {
    return rounded(contractPrice(seed, siteIndex, year) / 100, 10_000);
  }
  const own = randomOf(seed, 'contract', siteIndex, fuel).next();
  const ofYear = randomOf(seed, 'contract', siteIndex, fuel, year).next();
  const factor = 1 + SPREADS[fuel] * (2 * (0.8 * own + 0.2 * ofYear) - 1);
  return rounded((fuelLevel(year)[fuel] / 100) * factor, 10_000);
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
