import { randomOf } from '../../seeding/random/random.ts';
import type { Meters, Site } from './site.ts';

/** What nearly every site has. */
export const USUAL_METERS: Meters = { electricity: 1, fuel: 1 };

/**
 * Large sites grew block by block, each with a supply of its own. The area from which on a site may have two meters of a kind, m2, and the
 * share of those that do. Judgment: no statistics of supplies by site are published.
 */
const TWO_METERS = { from: 3000, electricity: 0.3, fuel: 0.2 };

/** The shares of clients that give readings of gas, oil and LPG only, or of electricity only. Judgment. */
const ONE_FUEL = { fuel: 0.05, electricity: 0.08 };

/** What all clients that give the readings of one kind of meter only have in common. @param client its number */
export function clientMeters(seed: number, client: number): Meters {
  const draw = randomOf(seed, 'meters of a client', client).next();
  return {
    electricity: draw < ONE_FUEL.fuel ? 0 : 1,
    fuel: draw > 1 - ONE_FUEL.electricity ? 0 : 1,
  };
}

/** The meters of a site. Without a boiler, there is only electricity to give readings of. */
export function metersOf(
  seed: number,
  { index, floorArea, heating }: Pick<Site, 'index' | 'floorArea' | 'heating'>,
  ofClient: Meters,
): Meters {
  const random = randomOf(seed, 'meters', index);
  const isLarge = floorArea >= TWO_METERS.from;
  const electricity = random.chance(TWO_METERS.electricity) && isLarge ? 2 : 1;
  const fuel = random.chance(TWO_METERS.fuel) && isLarge ? 2 : 1;
  const burns = heating.kind.endsWith('boiler');
  return {
    electricity: burns ? electricity * ofClient.electricity : electricity,
    fuel: burns ? fuel * ofClient.fuel : 0,
  };
}
