import { checkOptions } from '../../support/check-options.ts';
import { InvalidOptionError } from '../../support/errors.ts';
import { memoize } from '../models/memoize.ts';
import { randomOf } from '../../seeding/random/random.ts';
import { createSite, type SiteOrigin } from './create-site.ts';
import { chosenPhrases, chosenPlaces } from './choices.ts';
import { createGivenSite, withProfile } from './given-site.ts';
import { clientMeters, USUAL_METERS } from './site-meters.ts';
import { clientName, siteName } from './names.ts';
import { PLACES } from './places.ts';
import type { Archetype, Place, Site } from './site.ts';
import { WORLD_OPTIONS } from './world-options.ts';
import type { World, WorldClient, WorldOptions } from './world.ts';

const MOST = 10_000_000;

/** The sites of the client `demo`, in the order of their numbers. */
const DEMO: readonly { readonly name: string; readonly archetype: Archetype }[] = [
  { name: 'London', archetype: 'office' },
  { name: 'Cardiff', archetype: 'leisure_centre' },
  { name: 'Edinburgh', archetype: 'school' },
];

/** How many of a client's sites lie where the client does. */
const AT_HOME = 0.5;

/**
 * A world of clients and sites. Each can be made alone, in constant time.
 *
 * With `demo`, client 0 is `demo`, and the first three sites are `demo_london`, `demo_cardiff` and `demo_edinburgh`.
 *
 * @throws InvalidOptionError
 */
export function createWorld(options: WorldOptions): World {
  checkOptions('createWorld', WORLD_OPTIONS, options);
  checkRanges(options);
  const { seed, clients, sites, given, meter } = options;
  const places = chosenPlaces(options);
  const phrases = chosenPhrases(options);
  const reserved = options.demo === true ? 1 : 0;
  const demoSites = options.demo === true ? DEMO.slice(0, sites) : [];
  /** Clients that the sites after the demo's are dealt to in turn; the demo's own if there is no other. */
  const dealtTo = Math.max(1, clients - reserved);
  const firstDealt = clients > reserved ? reserved : 0;

  const nameOf = (index: number) =>
    index < reserved ? { id: 'demo', name: 'Demonstration Ltd' } : clientName(seed, index - reserved);

  const placeOf = (index: number, client: number): Place => {
    const random = randomOf(seed, 'place', index);
    const home = randomOf(seed, 'home', client).pick(places);
    return random.chance(AT_HOME) ? home : random.pick(places);
  };

  const originOf = (index: number): SiteOrigin => {
    const demo = demoSites[index];
    if (demo !== undefined) {
      const place = PLACES.find(({ name }) => name === demo.name) ?? randomOf(seed, 'place', index).pick(PLACES);
      return {
        index,
        id: `demo_${demo.name.toLowerCase()}`,
        name: `Demo ${demo.name}`,
        clientId: 'demo',
        place,
        archetype: demo.archetype,
        clientMeters: USUAL_METERS,
        isTypical: true,
      };
    }
    const number = index - demoSites.length;
    const client = firstDealt + (number % dealtTo);
    const { id: clientId } = nameOf(client);
    const name = siteName(seed, number, clientId, dealtTo, phrases);
    const place = placeOf(index, client);
    return { index, clientId, place, clientMeters: clientMeters(seed, client), isTypical: false, ...name };
  };

  const sitesOf = (client: number): number[] => {
    const own = client < reserved ? demoSites.map((_, index) => index) : [];
    const first = client - firstDealt;
    if (first < 0 || first >= dealtTo) {
      return own;
    }
    const from = demoSites.length + first;
    const count = Math.max(0, Math.ceil((sites - from) / dealtTo));
    return [...own, ...Array.from({ length: count }, (_, i) => from + i * dealtTo)];
  };

  return {
    options,
    places: PLACES,
    client: memoize(16, String, (index: number): WorldClient => {
      requireWithin('client', index, clients);
      return { index, ...nameOf(index), sites: sitesOf(index) };
    }),
    site: memoize(64, String, (index: number): Site => {
      requireWithin('site', index, sites);
      const ofUser = given?.[index];
      const site =
        ofUser === undefined
          ? createSite(seed, originOf(index))
          : createGivenSite(seed, index, nameOf(index % clients).id, ofUser);
      return index === 0 && meter !== undefined ? withProfile(site, meter) : site;
    }),
  };
}

function checkRanges({ seed, clients, sites, given, demo }: WorldOptions): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw invalid('seed', `invalid seed: ${seed}`, 'Use a whole number from 0 to 2^53 - 1.');
  }
  for (const [what, count] of Object.entries({ clients, sites })) {
    if (!Number.isSafeInteger(count) || count < 1 || count > MOST) {
      throw invalid(what, `invalid number of ${what}: ${count}`, `Use a whole number from 1 to ${MOST}.`);
    }
  }
  if (given !== undefined && (given.length !== sites || demo === true)) {
    throw invalid('given', `${given.length} given sites for ${sites}`, 'Give as many sites as there are, and no demo.');
  }
}

function requireWithin(what: string, index: number, count: number): void {
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) {
    throw invalid(what, `invalid ${what} index: ${index}`, `Use a whole number from 0 to ${count - 1}.`);
  }
}

function invalid(option: string, message: string, hint: string): InvalidOptionError {
  return new InvalidOptionError(option, { message, hint });
}
