import { mix } from '../random/hash.ts';

/**
 * Numbers of articles by the types of PostgreSQL's `isn`, each as the 13 digits of an EAN: what they begin with, and what stands before
 * the check digit. EAN and UPC are of the ranges that shops give to goods of their own, so no trade item has them.
 *
 * @see https://www.postgresql.org/docs/current/isn.html
 * @see https://www.gs1.org/standards/id-keys/company-prefix (20-29; UPC number systems 2 and 4)
 */
const KINDS = {
  ean13: ['20', ''],
  upc: ['04', ''],
  isbn: ['978', ''],
  isbn13: ['978', ''],
  ismn: ['9790', ''],
  ismn13: ['9790', ''],
  // The two digits of the variant are 0.
  issn: ['977', '00'],
  issn13: ['977', '00'],
} as const;

/** For each type of `isn` a function that makes its numbers, with right check digits. */
export const ARTICLE_NUMBERS: Readonly<Record<string, readonly [(seed: { cell: number }) => string]>> =
  Object.fromEntries(
    Object.entries(KINDS).map(([type, [prefix, variant]]) => [
      type,
      [({ cell }) => articleNumber(prefix, variant, cell)],
    ]),
  );

function articleNumber(prefix: string, variant: string, cell: number): string {
  const length = 12 - prefix.length - variant.length;
  const digits = String(mix(cell, length)).padStart(length, '0').slice(-length);
  const number = `${prefix}${digits}${variant}`;
  return `${number}${checkDigit(number)}`;
}

/** The check digit of an EAN: digits by 1 and 3 in turn, up to a multiple of 10. */
function checkDigit(twelve: string): number {
  const sum = Array.from(twelve).reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10;
}
