import { createRequire } from 'node:module';

import type * as EnglishFaker from '@faker-js/faker/locale/en_GB';

import { hashText } from '../../seeding/random/hash.ts';
import { permuted } from './permutation.ts';
import type { Archetype } from './site.ts';

/** What stands after a site's surname, and the kind of building that it is; none is the end of another. */
export const PHRASES: readonly (readonly [phrase: string, archetype: Archetype])[] = [
  ['House', 'office'],
  ['Chambers', 'office'],
  ['Business Centre', 'office'],
  ['Town Hall', 'office'],
  ['Civic Offices', 'office'],
  ['Primary School', 'school'],
  ['High School', 'school'],
  ['Academy', 'school'],
  ['Community School', 'school'],
  ['Library', 'library'],
  ['Leisure Centre', 'leisure_centre'],
  ['Swimming Pool', 'leisure_centre'],
  ['Sports Hall', 'sports_hall'],
  ['Sports Centre', 'sports_hall'],
  ['Lodge', 'care_home'],
  ['Care Home', 'care_home'],
  ['Warehouse', 'warehouse'],
  ['Depot', 'warehouse'],
  ['Cottage', 'house'],
  ['Villa', 'house'],
  ['Farmhouse', 'house'],
  ['Court', 'flats'],
  ['Mansions', 'flats'],
  ['Community Hospital', 'hospital'],
];

const SUFFIXES = ['Council', 'Estates', 'Group', 'Trust', 'Property', 'Partnership'] as const;

export interface Named {
  /** Matches `^[0-9a-z_]+$`; no other of the world has it. */
  readonly id: string;
  readonly name: string;
}

let known: { readonly faker: typeof EnglishFaker.faker; readonly surnames: readonly string[] } | undefined;

/**
 * Faker, and its surnames of one plain word, each once: what clients and sites are called after. Loaded on first use: it
 * takes tens of megabytes, which importing this package should not cost.
 */
function english(): NonNullable<typeof known> {
  if (known === undefined) {
    const { faker }: typeof EnglishFaker = createRequire(import.meta.url)('@faker-js/faker/locale/en_GB');
    const words = new Set(faker.definitions.person.last_name.generic ?? []);
    known = { faker, surnames: [...words].filter((name) => /^[A-Z][a-z]+$/.test(name)) };
  }
  return known;
}

/** The name of a client: a surname, and a number once all are taken. */
export function clientName(seed: number, index: number): Named {
  const { surnames } = english();
  const round = Math.floor(index / surnames.length);
  const surname = surnames[permuted(keyOf(seed, 'clients'), surnames.length, index % surnames.length)] ?? '';
  const suffix = SUFFIXES[hashText(`${seed} ${index} ${surname}`) % SUFFIXES.length] ?? '';
  const number = round === 0 ? '' : ` ${round + 1}`;
  return { id: idOf(surname + number), name: `${surname} ${suffix}${number}` };
}

/**
 * The name of a site: `Foobar House` is `foobar_house`; where an earlier site is that already, the client stands before it,
 * `quux_foobar_house`; and a number behind it, where the client has that too. Found from the number of the site alone: names
 * repeat after a full round of them, and clients after a full round of clients.
 *
 * @param clients that sites are dealt to in turn
 */
export function siteName(
  seed: number,
  number: number,
  client: string,
  clients: number,
): Named & { readonly archetype: Archetype } {
  const { surnames } = english();
  // Those that sites can have without a client before them.
  const names = surnames.length * PHRASES.length;
  const round = Math.floor(number / names);
  const picked = permuted(keyOf(seed, 'sites'), names, number % names);
  const surname = surnames[Math.floor(picked / PHRASES.length)] ?? '';
  const [phrase, archetype] = PHRASES[picked % PHRASES.length] ?? ['House', 'office'];
  const name = `${surname} ${phrase}`;
  if (round === 0) {
    return { id: idOf(name), name, archetype };
  }
  const rounds = clients / greatestCommonDivisor(names, clients);
  const earlier = Math.floor((round - 1) / rounds);
  const behind = earlier === 0 ? '' : ` ${earlier + 1}`;
  return { id: `${client}_${idOf(name + behind)}`, name: name + behind, archetype };
}

/** The street of a site's address. */
export function streetName(seed: number, index: number): string {
  const { faker } = english();
  faker.seed([seed >>> 0, Math.floor(seed / 0x100000000), index]);
  return faker.location.street();
}

function idOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_');
}

function keyOf(seed: number, what: string): number {
  return hashText(`${seed} ${what}`);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
