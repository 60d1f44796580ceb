import { describe, expect, test } from 'vitest';

import type { GivenSite } from '../../../src/energy/world/given-site.ts';
import type { MeterProfile } from '../../../src/energy/world/site.ts';
import { createWorld } from '../../../src/energy/world/create-world.ts';

const SITE: GivenSite = {
  id: 'town_hall',
  name: 'Town Hall',
  archetype: 'office',
  floorArea: 2400,
  postcode: 'CF10 3AT',
  place: 'Cardiff',
  electricity: 185_000,
  gas: 310_000,
};

const METER: MeterProfile = {
  annual: 9000,
  workday: Array.from({ length: 48 }, () => 1),
  dayOff: Array.from({ length: 48 }, () => 0),
  perColdKelvin: 0.01,
  perWarmKelvin: 0,
  unrest: 0.2,
};

function messageOf(change: object): string {
  try {
    Reflect.apply(createWorld, undefined, [{ seed: 1, clients: 1, sites: 1, noise: 'none', ...change }]);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

test('sites of the user and a meter are accepted', () => {
  expect(messageOf({ given: [SITE], meter: METER })).toBe('');
});

describe('createWorld explains', () => {
  test.each([
    ['a site without an id', { given: [{ ...SITE, id: undefined }] }, 'given.0.id must be a string'],
    ['an id with a blank', { given: [{ ...SITE, id: 'town hall' }] }, 'given.0.id must have only a-z, 0-9 and _'],
    [
      'an unknown kind',
      { given: [{ ...SITE, archetype: 'castle' }] },
      'given.0.archetype must be one of office, school',
    ],
    ['an unknown place', { given: [{ ...SITE, place: 'Atlantis' }] }, 'given.0.place must be the name of a place'],
    ['no floor area', { given: [{ ...SITE, floorArea: 0 }] }, 'given.0.floorArea must be above 0'],
    ['no electricity', { given: [{ ...SITE, electricity: Number.NaN }] }, 'given.0.electricity must be a number'],
    ['gas below 0', { given: [{ ...SITE, gas: -1 }] }, 'given.0.gas must be 0 or more'],
    ['a postcode of one part', { given: [{ ...SITE, postcode: 'CF103AT' }] }, 'given.0.postcode must have two parts'],
    ['a misspelled name', { given: [{ ...SITE, flor_area: 3 }] }, 'unknown option "given.0.flor_area"'],
    ['two sites with one id', { sites: 2, given: [SITE, SITE] }, 'given must not have two sites with the same id'],
    ['what is no array', { given: 'sites.csv' }, 'given must be an array'],
    [
      'a meter of 24 hours',
      { meter: { ...METER, workday: [1, 2] } },
      'meter.workday must have a number for each of 48',
    ],
    ['a meter without use', { meter: { ...METER, workday: METER.dayOff } }, 'meter must have a half-hour above 0'],
    ['a meter without a level', { meter: { ...METER, annual: Infinity } }, 'meter.annual must be finite'],
    ['a meter that is none', { meter: 5 }, 'meter must be an object'],
  ])('%s', (_, change, message) => {
    expect(messageOf(change)).toContain(message);
  });
});
