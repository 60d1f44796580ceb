import { ElementalError } from '../../support/errors.ts';
import { KnownValues, MOST_DOMAINS } from '../leak-check/known-values.ts';
import { normalizeText } from '../leak-check/letters.ts';
import { isHarmlessValue, isHarmlessWord } from './classify/harmless.ts';
import { shapeOf } from './classify/value-shapes.ts';
import { KeyedChoices } from './keyed-choices.ts';
import { RULES } from './rules/all-rules.ts';
import type { AnonymizationRule, RuleContext, ValueLimits } from './rules/rule.ts';
import { lettersOf, nationalDigits } from './rules/style.ts';
import { loadVocabulary } from './vocabulary.ts';

/** Pseudonyms that are kept for values which come again; a dump has the same site in many rows. */
const REMEMBERED = 50_000;

/** Values of these rules are recognized by their form: an e-mail address in a column of names is one. */
const OPEN_TO_FORMS: ReadonlySet<string> = new Set([
  'person',
  'first-name',
  'last-name',
  'company',
  'label',
  'key',
  'text',
  'place',
  'address',
  'identifier',
]);

/** Rules whose values are searched although they are made of plain words: `north_farm`. */
const NAMES_OF_THEIR_OWN: ReadonlySet<string> = new Set(['key', 'person', 'company', 'address']);

/** Rules that leave values of harmless parts. */
const MAY_KEEP: ReadonlySet<string> = new Set(['by-form', 'url', 'file-name']);

/** Numbers of fewer digits occur by chance in other numbers. */
const SHORTEST_NUMBER = 7;

/** Forms that no other kind of value has. */
const CLEAR_FORMS: ReadonlySet<string> = new Set(['email', 'url', 'ip', 'postcode']);

const NO_LIMITS: ValueLimits = { maxLength: Number.POSITIVE_INFINITY, type: 'text' };

/** Makes the pseudonyms of values: the same for the same key, rule and value. */
export class Pseudonyms {
  /** The original values, each with the rule under which it was met first. */
  readonly originals = new KnownValues();
  readonly #rules: ReadonlyMap<string, AnonymizationRule>;
  readonly #names: readonly string[];
  readonly #key: string;
  readonly #open: ReadonlySet<string>;
  /** How many pseudonyms did not fit: of all values with the same letters, and of single texts among them. */
  readonly #attempts = new Map<string, number>();
  /** The shortest limit of the columns that hold a value, if its pseudonym is longer. */
  readonly #shortest = new Map<string, number>();
  #rounds = 0;
  readonly #remembered = new Map<string, string>();

  /**
   * @param custom rules of the user, which may replace those of the toolkit
   * @param open values that everybody may know, since the migrations insert them; they stay
   */
  constructor(
    key: string,
    custom: Readonly<Record<string, AnonymizationRule>> = {},
    open: ReadonlySet<string> = new Set(),
  ) {
    this.#key = key;
    this.#open = open;
    this.#rules = new Map<string, AnonymizationRule>([...Object.entries(RULES), ...Object.entries(custom)]);
    this.#names = [...this.#rules.keys()];
    if (this.#names.length > MOST_DOMAINS) {
      throw new ElementalError(`there are more than ${MOST_DOMAINS} rules of anonymization`, {
        code: 'ANONYMIZE_TOO_MANY_RULES',
        kind: 'usage',
        hint: 'Define fewer custom rules.',
      });
    }
  }

  get ruleNames(): readonly string[] {
    return this.#names;
  }

  ruleName(domain: number): string {
    return this.#names[domain] ?? '';
  }

  has(rule: string): boolean {
    return this.#rules.has(rule);
  }

  isOpen(value: string): boolean {
    return this.#open.has(value);
  }

  /** Adds a value to {@link originals}. */
  addOriginal(rule: string, value: string): void {
    if (this.#open.has(value)) {
      return;
    }
    const name = this.#effective(rule, value);
    if (MAY_KEEP.has(name) && this.#make(name, value, NO_LIMITS) === value) {
      return;
    }
    const isSearched = this.#rules.get(name)?.isSearched !== false && isTelling(name, value);
    const domain = this.#names.indexOf(name);
    this.originals.add(value, domain, isSearched);
    if (isSearched) {
      otherForms(name, value).forEach((form) => this.originals.add(form, domain));
    }
    if (name === 'coordinates') {
      value.split(/[(),\s]+/).forEach((number) => this.originals.addDecimal(number));
    }
    // What is known of parts of values has changed.
    this.#remembered.clear();
  }

  /** The pseudonym of a value, which is neither NULL nor empty. An empty or blank text stays. */
  of(rule: string, value: string, limits: ValueLimits = NO_LIMITS): string {
    if (value.trim() === '' || this.#open.has(value)) {
      return value;
    }
    const id = `${rule}\0${limits.maxLength}\0${limits.type}\0${value}`;
    const remembered = this.#remembered.get(id);
    if (remembered !== undefined) {
      return remembered;
    }
    const name = this.#effective(rule, value);
    const shortest = this.#shortest.get(sameValue(name, value)) ?? limits.maxLength;
    const pseudonym = this.#make(name, value, { ...limits, maxLength: Math.min(limits.maxLength, shortest) });
    if (this.#remembered.size >= REMEMBERED) {
      this.#remembered.clear();
    }
    this.#remembered.set(id, pseudonym);
    return pseudonym;
  }

  /**
   * Replaces the original values that a text holds by their pseudonyms, and leaves the rest. Common words are replaced only
   * in a `reference` that is nothing else, since elsewhere they mean something else.
   */
  replaceKnown(text: string, isReference = false): string {
    return this.#replaceOthers(text, undefined, isReference);
  }

  #replaceOthers(text: string, except: string | undefined, isReference = false): string {
    if (this.#open.has(text)) {
      return text;
    }
    const whole = isReference ? this.originals.domainOf(text) : undefined;
    if (whole !== undefined) {
      return this.of(this.ruleName(whole), text);
    }
    const normalized = normalizeText(text);
    const found = this.originals.find(normalized).filter(({ domain }) => this.ruleName(domain) !== except);
    if (found.length === 0) {
      return text;
    }
    // Lower case may have another length; the places are those of the normalized text.
    const source = normalized.length === text.length ? text : normalized;
    let written = '';
    let at = 0;
    for (const { start, end, domain } of found) {
      written += source.slice(at, start) + this.of(this.ruleName(domain), source.slice(start, end));
      at = end;
    }
    return written + source.slice(at);
  }

  /**
   * Makes another pseudonym for a value from now on, because this one does not fit: everywhere, however the value is written.
   * Returns how many were tried.
   *
   * @param isOneText only for this text, because the pseudonym is that of a text with the same letters
   */
  tryNext(rule: string, value: string, isOneText = false): number {
    const name = this.#effective(rule, value);
    const id = isOneText ? oneText(name, value) : sameValue(name, value);
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    this.#rounds++;
    this.#remembered.clear();
    return attempt;
  }

  /** How often {@link tryNext} was called: pseudonyms that were tried before may be others now. */
  get retries(): number {
    return this.#rounds;
  }

  /** Makes the pseudonym of a value fit this limit everywhere, so that it is the same in columns without a limit. */
  limit(rule: string, value: string, maxLength: number): void {
    if (this.#open.has(value) || this.of(rule, value).length <= maxLength) {
      return;
    }
    this.#shortest.set(sameValue(this.#effective(rule, value), value), maxLength);
    this.#remembered.clear();
  }

  /** The rule of a value in a column of a rule: what the value was under the first rule, or what its form tells. */
  #effective(rule: string, value: string): string {
    if (!OPEN_TO_FORMS.has(rule)) {
      return rule;
    }
    const shape = shapeOf(value);
    if (shape !== undefined && CLEAR_FORMS.has(shape)) {
      return shape;
    }
    const domain = this.originals.domainOf(value);
    const known = domain === undefined ? undefined : this.#names[domain];
    return known !== undefined && OPEN_TO_FORMS.has(known) ? known : rule;
  }

  #make(name: string, value: string, limits: ValueLimits): string {
    const rule = this.#rules.get(name);
    if (rule === undefined) {
      throw new RangeError(`unknown rule ${name}`);
    }
    const attempt =
      this.#attempts.size === 0
        ? 0
        : (this.#attempts.get(sameValue(name, value)) ?? 0) + (this.#attempts.get(oneText(name, value)) ?? 0);
    const context: RuleContext = {
      ...limits,
      vocabulary: loadVocabulary(),
      attempt,
      choices: (domain, part) => new KeyedChoices(this.#key, domain, part, attempt),
      partBy: (other, part) => this.of(other, part),
      // A value of such parts may be known itself.
      replaceKnown: (part) => (part === value ? this.#replaceOthers(part, name) : this.replaceKnown(part)),
    };
    const made = rule.pseudonym(value, context);
    // A name without a letter: the rule found nothing to replace.
    const isLeft = made === value && !MAY_KEEP.has(name) && /[\p{L}\p{N}]/u.test(value);
    const pseudonym = isLeft ? RULES.identifier.pseudonym(value, context) : made;
    return pseudonym.length > limits.maxLength ? pseudonym.slice(0, limits.maxLength) : pseudonym;
  }
}

/** The same for all texts that have the same pseudonym but for spaces, punctuation and case. */
function sameValue(rule: string, value: string): string {
  return `${rule}\0${rule === 'phone' ? nationalDigits(value) : lettersOf(value)}`;
}

function oneText(rule: string, value: string): string {
  return `${rule}\0\0${value}`;
}

/** Other ways to write a value, by its rule: telephone numbers with and without the country, addresses without the network's mask. */
function otherForms(rule: string, value: string): string[] {
  if (rule === 'ip') {
    return value.includes('/') ? [value.replace(/\/\d+$/, '')] : [];
  }
  if (rule !== 'phone') {
    return [];
  }
  const national = nationalDigits(value);
  const isForeign = /^\s*(?:\+|00)/.test(value) && national.length > 10;
  return /^\d{9,10}$/.test(national)
    ? [`0${national}`, `44${national}`, `0044${national}`]
    : isForeign
      ? [national, `00${national}`]
      : [];
}

/**
 * Whether a value tells somebody when it stands elsewhere. Common words and single given or family names do not, which
 * pseudonyms are made of; nor short numbers, nor plain words in a text.
 */
function isTelling(rule: string, value: string): boolean {
  const vocabulary = loadVocabulary();
  const word = value.trim().toLowerCase();
  if (vocabulary.names.has(word) || (/^[\p{L}\d]+$/u.test(word) && isHarmlessWord(word, vocabulary))) {
    return false;
  }
  if (/^[\d\s.,:+-]+$/.test(word) && word.replaceAll(/\D/g, '').length < SHORTEST_NUMBER) {
    return false;
  }
  return NAMES_OF_THEIR_OWN.has(rule) || !isHarmlessValue(value, vocabulary);
}
