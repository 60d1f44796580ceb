import { expect, test } from 'vitest';

import { UsageError } from '../../../src/support/errors.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { PHRASES, siteName } from '../../../src/energy/world/names.ts';
import { PLACES } from '../../../src/energy/world/places.ts';

const OPTIONS = { seed: 42, clients: 3, sites: 60, noise: 'none' } as const;

/** As the services have it, and as the Post Office does. */
const POSTCODE = /, [A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}$/;

test('every site keeps to the conditions of the schema and lies within its town', () => {
  for (const seed of [1, 2, 3]) {
    const world = createWorld({ ...OPTIONS, seed });
    for (let index = 0; index < 60; index += 1) {
      const site = world.site(index);
      expect(site.id).toMatch(/^[0-9a-z_]+$/);
      expect(site.address).toMatch(POSTCODE);
      expect(site.address).toContain(site.place.name);
      expect(site.latitude).toBeGreaterThan(49.96);
      expect(site.latitude).toBeLessThan(58.64);
      expect(site.longitude).toBeGreaterThan(-7.57);
      expect(site.longitude).toBeLessThan(1.68);
      const north = (site.latitude - site.place.latitude) * 111.32;
      const east = (site.longitude - site.place.longitude) * 111.32 * Math.cos((site.latitude * Math.PI) / 180);
      expect(Math.hypot(north, east)).toBeLessThan(1.3);
      expect(site.heating.capacity).toBeGreaterThan(0);
      expect(site.occupants).toBeGreaterThan(0);
    }
  }
});

test('places are of all fourteen regions, and each name and district stands once', () => {
  expect(PLACES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(PLACES.map(({ gsp }) => gsp)).size).toBe(14);
  expect(new Set(PLACES.map(({ name }) => name)).size).toBe(PLACES.length);
  const outcodes = PLACES.flatMap((place) => place.outcodes);
  expect(new Set(outcodes).size).toBe(outcodes.length);
});

test.each([1, 3, 24])('100,000 sites of %i clients have 100,000 ids', (clients) => {
  const ids = Array.from({ length: 100_000 }, (_, i) => siteName(7, i, `client${i % clients}`, clients).id);
  expect(new Set(ids).size).toBe(100_000);
  expect(ids.filter((id) => !/^[0-9a-z_]+$/.test(id))).toEqual([]);
  expect(ids.filter((id) => id.startsWith('client')).length).toBeGreaterThan(80_000);
});

test('the last of a million sites takes as long as the first', () => {
  const world = createWorld({ ...OPTIONS, sites: 1_000_000 });
  expect(world.site(999_999).id).toMatch(new RegExp(`^${world.client(0).id}_`));
});

test('no phrase is the end of another, so that a client before a name is never part of it', () => {
  const ends = PHRASES.map(([phrase]) => ` ${phrase}`);
  for (const end of ends) {
    expect(ends.filter((other) => other.endsWith(end))).toEqual([end]);
  }
});

test('a site is the same alone as after all others, and in a larger world', () => {
  const world = createWorld(OPTIONS);
  const inOrder = Array.from({ length: 60 }, (_, index) => world.site(index));
  expect(createWorld(OPTIONS).site(59)).toEqual(inOrder[59]);
  expect(createWorld({ ...OPTIONS, sites: 5000 }).site(7)).toEqual(inOrder[7]);
  expect(createWorld({ ...OPTIONS, seed: 43 }).site(7)).not.toEqual(inOrder[7]);
});

test('clients and sites name one another', () => {
  for (const demo of [true, false]) {
    for (const clients of [1, 3]) {
      const world = createWorld({ ...OPTIONS, clients, demo });
      const all = Array.from({ length: clients }, (_, index) => world.client(index));
      const owners = new Map(all.flatMap(({ id, sites }) => sites.map((site) => [site, id])));
      expect(owners.size).toBe(60);
      expect(all.flatMap(({ sites }) => sites)).toHaveLength(60);
      for (const [site, id] of owners) {
        expect(world.site(site).clientId).toBe(id);
      }
    }
  }
});

test('the demo has its client and its three sites', () => {
  const world = createWorld({ seed: 1, clients: 1, sites: 3, noise: 'none', demo: true });
  expect(world.client(0)).toMatchObject({ id: 'demo', sites: [0, 1, 2] });
  expect([0, 1, 2].map((index) => world.site(index).id)).toEqual(['demo_london', 'demo_cardiff', 'demo_edinburgh']);
  expect([0, 1, 2].map((index) => world.site(index).heating.kind)).toEqual(['gas_boiler', 'gas_boiler', 'gas_boiler']);
  expect([0, 1, 2].every((index) => world.site(index).solar.length > 0)).toBe(true);
});

test.each([{ seed: -1 }, { seed: 0.5 }, { clients: 0 }, { sites: Number.NaN }])(
  'a world with %o is refused',
  (wrong) => {
    expect(() => createWorld({ ...OPTIONS, ...wrong })).toThrow(UsageError);
  },
);

test('a site that the world does not have is refused', () => {
  expect(() => createWorld(OPTIONS).site(60)).toThrow(/invalid site index: 60/);
});
