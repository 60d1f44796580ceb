import * as v from 'valibot';

import { TEXTS, YES_OR_NO } from '../../support/check-options.ts';
import type { GivenSite } from './given-site.ts';
import { PLACES } from './places.ts';
import { ARCHETYPES, type MeterProfile } from './site.ts';
import type { WorldOptions } from './world.ts';

const FINITE = v.pipe(v.number('must be a number'), v.finite('must be finite'));
const NOT_NEGATIVE = v.pipe(FINITE, v.minValue(0, 'must be 0 or more'));
const POSITIVE = v.pipe(FINITE, v.gtValue(0, 'must be above 0'));
const TEXT = v.pipe(v.string('must be a string'), v.minLength(1, 'must not be empty'));

/** Half-hours of a day. */
const DAY_PROFILE = v.pipe(
  v.array(NOT_NEGATIVE, 'must be an array of numbers'),
  v.length(48, 'must have a number for each of 48 half-hours'),
);

const GIVEN_SITE = v.strictObject(
  {
    id: v.pipe(TEXT, v.regex(/^[\da-z_]+$/, 'must have only a-z, 0-9 and _')),
    name: TEXT,
    archetype: v.picklist(ARCHETYPES, `must be one of ${ARCHETYPES.join(', ')}`),
    floorArea: POSITIVE,
    postcode: v.pipe(
      v.string('must be a string'),
      v.regex(/^[^\s,]+ [^\s,]+$/, 'must have two parts, such as "CF10 3AT"'),
    ),
    place: v.picklist(
      PLACES.map(({ name }) => name),
      'must be the name of a place; "seed --list" lists them',
    ),
    electricity: POSITIVE,
    gas: NOT_NEGATIVE,
  } satisfies Record<keyof GivenSite, v.GenericSchema>,
  'must be an object',
);

const METER = v.pipe(
  v.strictObject(
    {
      annual: POSITIVE,
      workday: DAY_PROFILE,
      dayOff: DAY_PROFILE,
      perColdKelvin: FINITE,
      perWarmKelvin: FINITE,
      unrest: NOT_NEGATIVE,
    } satisfies Record<keyof MeterProfile, v.GenericSchema>,
    'must be an object',
  ),
  v.check(
    ({ workday, dayOff }) => [...workday, ...dayOff].some((value) => value > 0),
    'must have a half-hour above 0 in workday or dayOff',
  ),
);

/** What `createWorld` takes, as far as each option can be checked alone. */
export const WORLD_OPTIONS = v.strictObject({
  seed: v.number('must be a number'),
  clients: v.number('must be a number'),
  sites: v.number('must be a number'),
  noise: v.picklist(['none', 'realistic'], 'must be "none" or "realistic"'),
  demo: YES_OR_NO,
  places: TEXTS,
  archetypes: TEXTS,
  given: v.optional(
    v.pipe(
      v.array(GIVEN_SITE, 'must be an array'),
      v.check(
        (sites) => new Set(sites.map(({ id }) => id)).size === sites.length,
        'must not have two sites with the same id',
      ),
    ),
  ),
  meter: v.optional(METER),
} satisfies Record<keyof WorldOptions, v.GenericSchema>);
