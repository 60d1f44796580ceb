import { faker } from '@faker-js/faker/locale/en_GB';
import { expect, test } from 'vitest';

import { UsageError } from '../../../src/support/errors.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';
import { checkPositions } from '../../../src/energy/checks/check-positions.ts';
import { districtOf, kmBetween } from '../../../src/energy/world/districts.ts';
import type { Site } from '../../../src/energy/world/site.ts';
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
      expect(kmBetween(site, site.place)).toBeLessThan(5.5);
      expect(site.heating.capacity).toBeGreaterThan(0);
      expect(site.occupants).toBeGreaterThan(0);
    }
  }
});

test('sites spread over their town, each in the district of its postcode, which is the same in every world', () => {
  const distances = [1, 2, 3].map((seed) => {
    const world = createWorld({ ...OPTIONS, seed, sites: 200 });
    const sites = Array.from({ length: 200 }, (_, index) => world.site(index));
    expect(checkPositions(sites).filter(({ ok }) => !ok)).toEqual([]);
    // A site in another district of its town is found.
    const moved = sites
      .filter(({ place }) => place.outcodes.length > 1)
      .map((site) => ({ ...site, address: site.address.replace(/[^ ]+ [^ ]+$/, `${otherOutcode(site)} 1AA`) }));
    expect(checkPositions(moved.slice(0, 1))).toMatchObject([{ ok: false }]);
    // All where the point of the town is, as they once nearly were.
    const close = sites.map((each) => ({ ...each, latitude: each.place.latitude, longitude: each.place.longitude }));
    expect(checkPositions(close).at(-1)).toMatchObject({ ok: false });
    return checkPositions(sites).at(-1)?.value;
  });
  expect(new Set(distances).size).toBe(3);
});

function otherOutcode({ address, place }: Site): string {
  return place.outcodes.find((outcode) => !address.includes(`, ${outcode} `)) ?? '';
}

test('districts of towns by water lie on land', () => {
  for (const place of PLACES.filter(({ inland }) => inland !== undefined)) {
    const bearing = ((place.inland ?? 0) * Math.PI) / 180;
    for (const outcode of place.outcodes) {
      const middle = districtOf(place, outcode);
      const [north, east] = [middle.latitude - place.latitude, (middle.longitude - place.longitude) * 0.6];
      expect(north * Math.cos(bearing) + east * Math.sin(bearing)).toBeGreaterThan(0);
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

test("clients, sites and streets have names of British streets, not of Faker's Americans", () => {
  const world = createWorld({ ...OPTIONS, seed: 90_210 });
  const streets = new Set(faker.definitions.location.street_name);
  const stems = new Set([...streets].map((street) => street.split(' ')[0]));
  for (let index = 0; index < 60; index += 1) {
    const { name, address } = world.site(index);
    expect(stems).toContain(name.split(' ')[0]);
    expect(streets).toContain(address.split(', ')[0]?.replace(/^\d+ /, ''));
  }
  expect(stems).toContain(world.client(0).name.split(' ')[0]);
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

test('sites keep to the places and archetypes that are chosen, however they are written', () => {
  const world = createWorld({ ...OPTIONS, places: ['milton keynes', 'Leeds'], archetypes: ['Care-Home', 'office'] });
  const sites = Array.from({ length: 60 }, (_, index) => world.site(index));
  expect(new Set(sites.map(({ place }) => place.name))).toEqual(new Set(['Milton Keynes', 'Leeds']));
  expect(new Set(sites.map(({ archetype }) => archetype))).toEqual(new Set(['care_home', 'office']));
  expect(new Set(sites.map(({ id }) => id)).size).toBe(60);
});

test.each([
  ['places', 'Cardif', 'unknown place "Cardif"; did you mean "Cardiff"?'],
  ['places', 'Atlantis', 'unknown place "Atlantis"'],
  ['archetypes', 'shool', 'unknown archetype "shool"; did you mean "school"?'],
])('a wrong name among %s is refused: %s', (option, name, message) => {
  const options = { ...OPTIONS, [option]: [name] };
  expect(() => createWorld(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', option, message }));
});
