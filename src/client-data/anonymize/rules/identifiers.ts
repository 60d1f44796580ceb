import { mpanCheckDigit, mprnCheckDigits } from '../../../seeding/values/uk-identifiers.ts';
import type { AnonymizationRule, RuleContext } from './rule.ts';
import { DIGITS, LOWER_CASE, lettersOf, writeDigits } from './style.ts';

/** No distributor has these first two digits of an MPAN. */
const NO_DISTRIBUTOR = '99';

const MPAN_DIGITS = 13;

/** Electricity meter points: a right check digit, a distributor that nobody is. The eight digits of a top line stay. */
export const mpan: AnonymizationRule = {
  summary: 'an MPAN of no distributor, check digit right',
  pseudonym: (value, context) => {
    const digits = value.replaceAll(/\D/g, '');
    const topLine = digits.slice(0, -MPAN_DIGITS);
    if (digits.length < MPAN_DIGITS || (topLine.length !== 0 && topLine.length !== 8)) {
      return shaped(value, context);
    }
    const core = NO_DISTRIBUTOR + context.choices('mpan', digits.slice(-MPAN_DIGITS)).characters(10, DIGITS);
    const all = topLine + core + mpanCheckDigit(core);
    return writeDigits(value, all) ?? all;
  },
};

/** Gas meter points: as many digits, right check digits. */
export const mprn: AnonymizationRule = {
  summary: 'an MPRN with right check digits',
  pseudonym: (value, context) => {
    const digits = value.replaceAll(/\D/g, '');
    if (digits.length < 6 || digits.length > 10) {
      return shaped(value, context);
    }
    const choices = context.choices('mprn', digits);
    const core = choices.characters(1, '123456789') + choices.characters(digits.length - 3, DIGITS);
    return writeDigits(value, core + mprnCheckDigits(core)) ?? core;
  },
};

/** Property references: as many digits, from a range that is not in use. */
export const uprn: AnonymizationRule = {
  summary: 'a UPRN of the same length',
  pseudonym: (value, context) => {
    const digits = value.replaceAll(/\D/g, '');
    if (digits.length < 4) {
      return shaped(value, context);
    }
    const number = `99${context.choices('uprn', digits.replace(/^0+/, '')).characters(digits.length - 2, DIGITS)}`;
    return writeDigits(value, number) ?? number;
  },
};

/** References of all kinds: digits become digits, letters letters of the same case, the rest stays. */
export const identifier: AnonymizationRule = {
  summary: 'other digits and letters in the same places',
  pseudonym: shaped,
};

/** Passwords, tokens, hashes: as identifiers, each in a domain of its own column. Nobody can log in with them. */
export const secret: AnonymizationRule = {
  summary: 'random letters and digits of the same length',
  pseudonym: (value, context) => {
    const isHex = /^[0-9a-f]+$/.test(value);
    const choices = context.choices('secret', value);
    return choices.characters(
      Math.min(value.length, context.maxLength),
      isHex ? '0123456789abcdef' : LOWER_CASE + DIGITS,
    );
  },
};

function shaped(value: string, context: RuleContext): string {
  const choices = context.choices('identifier', lettersOf(value));
  const isHex = value.length >= 8 && /^[0-9a-f-]+$/i.test(value);
  return value.replaceAll(/[\p{L}\p{N}]/gu, (letter, at: number) => {
    if (/\p{N}/u.test(letter)) {
      const isFirst = letter !== '0' && !/\d/.test(value[at - 1] ?? '');
      return choices.characters(1, isFirst ? '123456789' : DIGITS);
    }
    const other = choices.characters(1, isHex ? 'abcdef' : LOWER_CASE);
    return letter === letter.toLowerCase() ? other : other.toUpperCase();
  });
}
