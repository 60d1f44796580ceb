import { createRequire } from 'node:module';

import type * as EnglishFaker from '@faker-js/faker/locale/en_GB';

/** Words that pseudonyms are made of. None of them comes from the data. */
export interface Vocabulary {
  /** Given names, about 3,000. */
  given: readonly string[];
  /** Family names that nobody is known to have, about 10,000: a family name with the ending of an English town. */
  family: readonly string[];
  streets: readonly string[];
  towns: readonly string[];
  /** Adjectives and nouns of 3 to 8 letters, lower case. */
  adjectives: readonly string[];
  nouns: readonly string[];
  /** Words of no meaning, for free text. */
  filler: readonly string[];
  /** Lower case: all English words of the lists, without names. */
  common: ReadonlySet<string>;
  /** Lower case: real given and family names. */
  names: ReadonlySet<string>;
}

let vocabulary: Vocabulary | undefined;

/** The words, loaded once: it takes a moment, and only anonymization needs it. */
export function loadVocabulary(): Vocabulary {
  vocabulary ??= readVocabulary();
  return vocabulary;
}

function readVocabulary(): Vocabulary {
  const { faker }: typeof EnglishFaker = createRequire(import.meta.url)('@faker-js/faker/locale/en_GB');
  const { person, location, word, lorem, company } = faker.definitions;
  const given = plain([person.first_name?.female, person.first_name?.male, person.first_name?.generic]);
  const surnames = plain([person.last_name?.generic]);
  const endings = (location.city_suffix ?? []).filter((ending) => /^[a-z]{3,7}$/.test(ending));
  const family = surnames
    .filter((name) => /^[A-Z][a-z]{2,7}$/.test(name))
    .flatMap((name) => endings.map((ending) => `${name}${ending}`));
  const streets = plain([location.street_name], /^[A-Z][a-z]+ [A-Z][a-z]+$/);
  const roots = [...new Set(streets.map((street) => street.split(' ')[0] ?? ''))].filter((root) => root.length < 8);
  const words = [word.adjective, word.noun, word.verb, word.adverb, word.preposition, word.conjunction, company.noun];
  const common = words.flatMap((list) => list ?? []).map((each) => each.toLowerCase());
  return {
    given,
    family,
    streets,
    towns: roots.flatMap((root) => endings.map((ending) => `${root}${ending}`)),
    adjectives: plain([word.adjective], /^[a-z]{3,8}$/),
    nouns: plain([word.noun], /^[a-z]{3,8}$/),
    filler: plain([lorem.word], /^[a-z]{2,}$/),
    common: new Set([...common, ...common.map((each) => `${each}s`)]),
    names: new Set([...given, ...surnames].map((name) => name.toLowerCase())),
  };
}

/** The words of the lists that match, each once, in an order that does not depend on the lists. */
function plain(lists: readonly (readonly string[] | null | undefined)[], pattern = /^[A-Z][a-z]+$/): string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))].filter((each) => pattern.test(each)).toSorted();
}
