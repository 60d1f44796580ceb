import type { AnonymizationRule, RuleContext } from './rule.ts';
import { caseLike, DIGITS, LOWER_CASE, lettersOf } from './style.ts';

/** A British postcode in a longer text. https://www.gov.uk/government/publications/bulk-data-transfer-for-sponsors-xml-schema */
const POSTCODE = /\b([A-Z]{1,2})(\d[A-Z\d]?)(\s*)(\d[ABD-HJLNP-UW-Z]{2})\b/gi;
const BRITISH = /^\s*(?:[A-Z]{1,2}\d[A-Z\d]?(?:\s*\d[A-Z]{2})?|GIR\s?0AA|BF(?:PO)?\s?\d+)\s*$/i;
const DISTRICT = /^([A-Z]{1,2})(\d[A-Z\d]?)$/i;

/** The last two letters are never C, I, K, M, O or V. */
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** Areas for postcodes that have none of their own, such as GIR 0AA or BFPO 801. */
const AREAS = ['AB', 'B', 'BS', 'CF', 'EH', 'G', 'L', 'LS', 'M', 'NE', 'NG', 'S'];

/** A postcode of the same area, of valid form; a district alone ("SW1A") becomes another one. Those of other countries keep their form. */
export const postcode: AnonymizationRule = {
  summary: 'a postcode of the same area',
  pseudonym: (value, context) => {
    if (!BRITISH.test(value)) {
      return context.partBy('identifier', value);
    }
    const choices = context.choices('postcode', lettersOf(value));
    const [, area = choices.pick(AREAS)] = /^\s*([A-Z]{1,2})\d/i.exec(value) ?? [];
    const district = String(1 + choices.below(context.attempt > 3 ? 20 : 9));
    if (DISTRICT.test(value.trim())) {
      return caseLike(value, area + district);
    }
    const unit = choices.characters(1, DIGITS) + choices.characters(2, UNIT_LETTERS);
    const separator = /\s/.test(value.trim()) || !/\d/.test(value) ? ' ' : '';
    return caseLike(value, `${area.toUpperCase()}${district}${separator}${unit}`);
  },
};

/** Addresses part by part, in the order and with the separators of the original; the postcode keeps its area. */
export const address: AnonymizationRule = {
  summary: 'another street and town; postcode in its area',
  pseudonym: (value, context) => {
    const codes = [...value.matchAll(POSTCODE)].map(([code]) => context.partBy('postcode', code));
    const separator = value.includes('\n') ? '\n' : ', ';
    const choices = context.choices('address', lettersOf(value));
    const parts = value
      .replaceAll(POSTCODE, '')
      .split(/\s*[,\n]\s*/)
      .filter((part) => part.trim() !== '');
    const street = `${1 + choices.below(198)} ${choices.pick(context.vocabulary.streets)}`;
    const town = choices.pick(context.vocabulary.towns);
    const all = [
      ...(parts.length > 0 || codes.length === 0 ? [caseLike(value, street)] : []),
      ...(parts.length > 1 ? [caseLike(value, town)] : []),
      ...codes.slice(0, 1),
    ];
    const written = all.join(separator);
    return written.length <= context.maxLength ? written : street.slice(0, context.maxLength).trim();
  },
};

/** Towns, counties and other names of places. */
export const place: AnonymizationRule = {
  summary: 'another name of a place',
  pseudonym: (value, context) => {
    if (/\d/.test(value)) {
      return context.partBy('address', value);
    }
    const choices = context.choices('place', lettersOf(value));
    const town =
      choices.pick(context.vocabulary.towns) + (context.attempt > 0 ? choices.characters(3, LOWER_CASE) : '');
    return caseLike(value, town).slice(0, context.maxLength);
  },
};

/** Degrees: 0.01 to 0.04, which is 1 to 4.4 km of latitude and 0.6 to 2.9 km of longitude at 50 to 55 degrees north. */
const [NEAREST, FARTHEST] = [0.01, 0.04];
const METERS_OF_A_DEGREE = 111_000;

/**
 * Coordinates, each number moved by 1 to 4 km: a number, `point`, or a composite type of two numbers. The same number is
 * moved the same way everywhere.
 */
export const coordinates: AnonymizationRule = {
  summary: 'moved by 1 to 4 km',
  pseudonym: (value, context) =>
    value.replaceAll(/[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi, (number) => moved(number, context)),
};

function moved(number: string, context: RuleContext): string {
  const degrees = Number(number);
  const choices = context.choices('coordinate', String(degrees));
  const distance = NEAREST + ((FARTHEST - NEAREST) * choices.below(1_000_000)) / 1_000_000;
  const way = choices.below(2) === 0 ? 1 : -1;
  if (Math.abs(degrees) > 180) {
    // Meters of a national grid.
    return String(Math.round(degrees + way * distance * METERS_OF_A_DEGREE));
  }
  const target = degrees + way * distance;
  const decimals = Math.max(4, Math.min(15, /\.(\d+)/.exec(number)?.[1]?.length ?? 0));
  return Math.max(-180, Math.min(180, target)).toFixed(decimals);
}
