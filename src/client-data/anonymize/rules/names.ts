import type { AnonymizationRule, RuleContext } from './rule.ts';
import { caseLike, lettersOf, LOWER_CASE, writeLike } from './style.ts';

const TITLE = /^(?:mr|mrs|ms|miss|mx|dr|prof|sir|lord|lady|rev|cllr)\.?$/i;
const PARTICLE = /^(?:&|and|of|the|de|van|von|der|la|le|jr|sr|ii|iii|cc|per|pro)\.?,?$/i;
const LEGAL_FORM =
  /[\s,]+((?:ltd|limited|plc|llp|llc|inc|gmbh|cic|cio|co|company|group|holdings|council|trust|university|college|school|academy|church|nhs trust|housing association|partnership|partners|estates|services|properties|farms?|foods|energy|solutions)\.?)$/i;

/**
 * Names of people, word by word: titles and initials stay in form, each name has the same pseudonym in `first_name`, in
 * `full_name` and in free text.
 */
export const person: AnonymizationRule = {
  summary: 'another name, word by word',
  pseudonym: (value, context) => {
    const words = value.split(/(\s+|-)/);
    const names = words.flatMap((word, at) => (isName(word) ? [at] : []));
    const isFamilyFirst = /^\p{L}+,/u.test(value);
    const family = isFamilyFirst ? names[0] : names.length > 1 ? names.at(-1) : undefined;
    return words
      .map((word, at) =>
        at === family
          ? familyName(word, context)
          : names.includes(at)
            ? givenName(word, context)
            : initial(word, context),
      )
      .join('');
  },
};

export const firstName: AnonymizationRule = {
  summary: 'another given name',
  pseudonym: (value, context) => eachName(value, (word) => givenName(word, context)),
};

export const lastName: AnonymizationRule = {
  summary: 'another family name',
  pseudonym: (value, context) => eachName(value, (word) => familyName(word, context)),
};

export const company: AnonymizationRule = {
  summary: 'another company name of the same legal form',
  pseudonym: (value, context) => {
    const form = LEGAL_FORM.exec(value)?.[0] ?? '';
    const choices = context.choices('company', lettersOf(value));
    const [family, noun] = [choices.pick(context.vocabulary.family), choices.pick(context.vocabulary.nouns)];
    const own = value.slice(0, value.length - form.length);
    const isWord = /^[\p{L}\p{N}]+$/u.test(own);
    const words = [caseLike(own, family), caseLike(own, noun)];
    const full = `${isWord && form !== '' ? words.join(' ') : writeLike(own, [family.toLowerCase(), noun])}${form}`;
    return full.length <= context.maxLength ? full : shortName(value, context);
  },
};

/** Names of things: sites, projects, meters, teams. */
export const label: AnonymizationRule = {
  summary: 'two other words, written alike',
  pseudonym: (value, context) => twoWords(value, context, 0),
};

/** Words that identify: the same in every table, also in JSON and in texts that hold them. */
export const key: AnonymizationRule = {
  summary: 'another key word, in all tables and texts',
  pseudonym: (value, context) => twoWords(value, context, 4),
};

/** Two words like a value, with `extra` random letters after them, or fewer words if the column is short. */
function twoWords(value: string, context: RuleContext, extra: number): string {
  const choices = context.choices('words', lettersOf(value));
  const words = [
    choices.pick(context.vocabulary.adjectives),
    choices.pick(context.vocabulary.nouns),
    choices.characters(Math.max(extra, context.attempt > 0 ? 4 : 0), LOWER_CASE),
  ].filter((word) => word !== '');
  const isOneWord = /^[\p{L}\p{N}]+$/u.test(value);
  for (const some of [...(isOneWord && extra > 0 ? [] : [words]), words.slice(1), words.slice(2)]) {
    const name = writeLike(value, some);
    if (name !== '' && name.length <= context.maxLength) {
      return name;
    }
  }
  return shortName(value, context);
}

function shortName(value: string, context: RuleContext): string {
  const length = Math.min(context.maxLength, Math.max(value.length, 1), 12);
  return caseLike(value, context.choices('short name', lettersOf(value)).characters(length, LOWER_CASE));
}

function isName(word: string): boolean {
  return /\p{L}{2}/u.test(word) && !TITLE.test(word) && !PARTICLE.test(word);
}

function eachName(value: string, pseudonym: (word: string) => string): string {
  return value
    .split(/(\s+|-)/)
    .map((word) => (isName(word) ? pseudonym(word) : word))
    .join('');
}

function givenName(word: string, context: RuleContext): string {
  return nameLike(word, context.choices('given name', lettersOf(word)).pick(context.vocabulary.given));
}

function familyName(word: string, context: RuleContext): string {
  return nameLike(word, context.choices('family name', lettersOf(word)).pick(context.vocabulary.family));
}

/** In the case of the word, with its comma or full stop. */
function nameLike(word: string, name: string): string {
  return caseLike(word, name) + (/[,.;:]$/.exec(word)?.[0] ?? '');
}

/** A single letter becomes another; spaces, titles and particles stay. */
function initial(word: string, context: RuleContext): string {
  return /^\p{L}\.?$/u.test(word)
    ? caseLike(word, context.choices('initial', word).characters(1, LOWER_CASE)) + word.slice(1)
    : word;
}
