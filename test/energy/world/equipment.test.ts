import { expect, test } from 'vitest';

import { checkEquipment } from '../../../src/energy/checks/check-equipment.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { INSTALLED_SHARES } from '../../../src/energy/world/installed-panels.ts';
import { ARCHETYPES, type Site } from '../../../src/energy/world/site.ts';
import type { World } from '../../../src/energy/world/world.ts';

/** Seeds from a rule, so that the models are not fitted to them. */
const SEEDS = [3, 7_922, 15_841, 23_760];

const worldOf = (seed: number): World => createWorld({ seed, clients: 9, sites: 2000, noise: 'none' });

const hasPanels = ({ solar }: Site): boolean => solar.some(({ installedPower }) => installedPower > 0);

test.each(SEEDS)('as many sites of seed %i as in Great Britain have panels, and some two meters of a kind', (seed) => {
  const checks = checkEquipment(worldOf(seed));
  expect(checks).toHaveLength(2);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

test('a world without panels, or with two meters everywhere, is found out', () => {
  const world = worldOf(3);
  const odd: World = {
    ...world,
    site: (index) => ({ ...world.site(index), solar: [], meters: { electricity: 2, fuel: 2 } }),
  };
  expect(checkEquipment(odd).map(({ ok }) => ok)).toEqual([false, false]);
});

test('each kind of site has its share of panels', () => {
  const sites = SEEDS.flatMap((seed) => {
    const world = worldOf(seed);
    return Array.from({ length: 2000 }, (_, index) => world.site(index));
  });
  for (const archetype of ARCHETYPES) {
    const own = sites.filter((site) => site.archetype === archetype);
    const share = own.filter(hasPanels).length / own.length;
    const expected = INSTALLED_SHARES[archetype];
    const chance = 4 * Math.sqrt((expected * (1 - expected)) / own.length);
    expect({ archetype, isWithin: Math.abs(share - expected) < chance, share }).toMatchObject({
      archetype,
      isWithin: true,
    });
  }
});

test('the sites of the demo have no panels, and one meter of each kind', () => {
  const world = createWorld({ seed: 3, clients: 1, sites: 3, noise: 'none', demo: true });
  for (const site of [0, 1, 2].map((index) => world.site(index))) {
    expect(hasPanels(site)).toBe(false);
    expect(site.meters).toEqual({ electricity: 1, fuel: 1 });
  }
});
