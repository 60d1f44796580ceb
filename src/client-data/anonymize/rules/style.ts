export const LOWER_CASE = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';

/** The letters and digits of a value in lower case: values that differ in case, spaces or punctuation alone are the same. */
export function lettersOf(value: string): string {
  const letters = value
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
  return letters === '' ? value : letters;
}

/** The digits of a British telephone number without the country and the zero; those of others without leading zeros. */
export function nationalDigits(value: string): string {
  const digits = value.replaceAll(/\D/g, '').replace(/^0+/, '');
  return /^440?\d{9,10}$/.test(digits) ? digits.replace(/^440?/, '') : digits;
}

/** Writes words (lower case) like `model`: its separator of words, its upper and lower case. */
export function writeLike(model: string, words: readonly string[]): string {
  const separator = /[\p{L}\p{N}]([ _.-])[\p{L}\p{N}]/u.exec(model)?.[1] ?? '';
  return words.map((word, at) => caseLike(model, word, at)).join(separator);
}

/** A word in the case of `model`: all upper, all lower, or each word with a capital. */
export function caseLike(model: string, word: string, at = 0): string {
  if (model.toUpperCase() === model && model.toLowerCase() !== model) {
    return word.toUpperCase();
  }
  if (model.toLowerCase() === model) {
    return word.toLowerCase();
  }
  const isCamel = /^\p{Ll}/u.test(model) && at === 0;
  return isCamel ? word : word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Replaces the digits of `layout` one by one, keeping spaces and punctuation; undefined if their number differs. */
export function writeDigits(layout: string, digits: string): string | undefined {
  if (layout.replaceAll(/\D/g, '').length !== digits.length) {
    return undefined;
  }
  let at = 0;
  return layout.replaceAll(/\d/g, () => digits[at++] ?? '');
}
