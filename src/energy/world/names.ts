import { createRequire } from 'node:module';

import type * as EnglishFaker from '@faker-js/faker/locale/en_GB';

import { hashText } from '../../seeding/random/hash.ts';
import { randomOf } from '../../seeding/random/random.ts';
import { permuted } from './permutation.ts';
import type { Archetype } from './site.ts';

/** What stands after the first word of a site's name, and the kind of building that it is; none is the end of another. */
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
  ['Swimming Pool', 'swimming_pool'],
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
  ['Hotel', 'hotel'],
  ['Inn', 'hotel'],
  ['Department Store', 'retail'],
  ['Garden Centre', 'retail'],
  ['Supermarket', 'supermarket'],
  ['University Campus', 'university'],
  ['Surgery', 'surgery'],
  ['Medical Centre', 'surgery'],
  ['Data Centre', 'data_centre'],
  ['Church Hall', 'community_hall'],
  ['Community Centre', 'community_hall'],
];

const SUFFIXES = ['Estates', 'Holdings', 'Group', 'Trust', 'Property', 'Partnership'] as const;

export interface Named {
  /** Matches `^[0-9a-z_]+$`; no other of the world has it. */
  readonly id: string;
  readonly name: string;
}

/** What streets are called, but no building. */
const OF_STREETS_ONLY = new Set(
  'Avenue Back Blind Cemetery Common Cow Dark Field First Fourth Front Hall Long Low Main School Second The Third Watery'.split(
    ' ',
  ),
);

let known: { readonly streets: readonly string[]; readonly stems: readonly string[] } | undefined;

/**
 * The streets of Faker's British English, and what they are called after, each once: clients and sites bear the same names. Loaded on
 * first use: it takes tens of megabytes, which importing this package should not cost.
 */
function british(): NonNullable<typeof known> {
  if (known === undefined) {
    const { faker }: typeof EnglishFaker = createRequire(import.meta.url)('@faker-js/faker/locale/en_GB');
    const streets = faker.definitions.location.street_name ?? [];
    const stems = new Set(streets.map((street) => street.split(' ').slice(0, -1).join(' ')));
    known = { streets, stems: [...stems].filter((stem) => /^[A-Z][a-z]+$/.test(stem) && !OF_STREETS_ONLY.has(stem)) };
  }
  return known;
}

/** The name of a client: what a street is called after, and a number once all are taken. */
export function clientName(seed: number, index: number): Named {
  const { stems } = british();
  const round = Math.floor(index / stems.length);
  const stem = stems[permuted(keyOf(seed, 'clients'), stems.length, index % stems.length)] ?? '';
  const suffix = SUFFIXES[hashText(`${seed} ${index} ${stem}`) % SUFFIXES.length] ?? '';
  const number = round === 0 ? '' : ` ${round + 1}`;
  return { id: idOf(stem + number), name: `${stem} ${suffix}${number}` };
}

/**
 * The name of a site: `Foobar House` is `foobar_house`; where an earlier site is that already, the client stands before it,
 * `quux_foobar_house`; and a number behind it, where the client has that too. Found from the number of the site alone: names
 * repeat after a full round of them, and clients after a full round of clients.
 *
 * @param clients that sites are dealt to in turn
 * @param phrases that names end with
 */
export function siteName(
  seed: number,
  number: number,
  client: string,
  clients: number,
  phrases = PHRASES,
): Named & { readonly archetype: Archetype } {
  const { stems } = british();
  // Those that sites can have without a client before them.
  const names = stems.length * phrases.length;
  const round = Math.floor(number / names);
  const picked = permuted(keyOf(seed, 'sites'), names, number % names);
  const stem = stems[Math.floor(picked / phrases.length)] ?? '';
  const [phrase, archetype] = phrases[picked % phrases.length] ?? ['House', 'office'];
  const name = `${stem} ${phrase}`;
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
  return randomOf(seed, 'street', index).pick(british().streets);
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
