import { constant, varied, type Candidate, type Purpose, type ValueSeed } from './candidate.ts';
import { hexDigits, letters } from './stream.ts';
import { freePhoneNumber, mpan, mprn } from './uk-identifiers.ts';

/** The length of a long text if the type has no limit: more than the usual 255, and short enough for an index. */
const LONG = 260;

/** Long texts have about this length at most, even if the type allows more. */
const LONGEST = 10_000;

const AWKWARD = `Zoë's "naïve" \\ ½ 東京 `;

type Maker = (seed: ValueSeed) => string;

const email: Maker = ({ cell }) => `${letters(cell, 5)}.${hexDigits(cell, 6)}@example.org`;
const url: Maker = ({ cell }) => `https://example.org/${letters(cell, 5)}/${hexDigits(cell, 6)}`;
const word: Maker = ({ cell }) => `${letters(cell, 6)} ${hexDigits(cell, 6)}`;

/** Values by the name of the column: the first pattern that matches counts. */
const BY_NAME: readonly (readonly [RegExp, Maker])[] = [
  [/e?mail/, email],
  [/ur[li]|link|href|website|webhook|endpoint/, url],
  [/uuid|guid/, (seed) => uuidText(seed.cell)],
  [/phone|mobile|fax/, ({ cell }) => freePhoneNumber(cell)],
  [/mpan/, ({ cell }) => mpan(cell)],
  [/mprn/, ({ cell }) => mprn(cell)],
  [/time_?zone|^tz$/, () => 'Europe/London'],
  [/currency/, () => 'EUR'],
  [/country/, () => 'GB'],
  [/locale|lang/, () => 'en'],
  [/colou?r/, ({ cell }) => `#${hexDigits(cell, 6)}`],
  [/slug|handle|username|login/, ({ cell }) => `${letters(cell, 5)}-${hexDigits(cell, 6)}`],
  [/name|title/, ({ cell }) => `Ada ${letters(cell, 7)} ${hexDigits(cell, 4)}`],
];

/** Texts that conditions often require. */
const OTHERS: readonly Maker[] = [
  ({ cell }) => letters(cell, 8),
  ({ cell }) => letters(cell, 8).toUpperCase(),
  ({ cell }) => String(cell).padStart(10, '0'),
  ({ cell }) => `${letters(cell, 1).toUpperCase()}${letters(cell, 5).slice(1)}${cell % 10}`,
  email,
  url,
  ({ cell }) => uuidText(cell),
  ({ cell }) => `${letters(cell, 5)}-${hexDigits(cell, 6)}`,
  ({ cell }) => `${letters(cell, 5)}_${hexDigits(cell, 6)}`,
  ({ cell }) => letters(cell, 1),
  ({ cell }) => letters(cell, 2).toUpperCase(),
  ({ cell }) => letters(cell, 3).toUpperCase(),
  ({ cell }) => hexDigits(cell, 32),
  ({ cell }) => hexDigits(cell, 40),
  ({ cell }) => hexDigits(cell, 64),
  ({ cell }) => `0x${hexDigits(cell, 40)}`,
  ({ cell }) => freePhoneNumber(cell),
  ({ cell }) => mpan(cell),
  ({ cell }) => mprn(cell),
  ({ cell }) => `#${hexDigits(cell, 6)}`,
  ({ cell }) => `/${letters(cell, 6)}`,
  ({ cell }) => `${letters(cell, 6)}.example.org`,
  ({ cell }) => `10.${cell % 256}.${(cell >>> 8) % 256}.1`,
  ({ cell }) => `v${cell % 20}.${(cell >>> 8) % 20}.${(cell >>> 16) % 20}`,
  ({ cell }) => `${cell % 20}.${(cell >>> 8) % 20}.${(cell >>> 16) % 20}`,
];

const FIXED = ['', '2024-02-29', '12:30', '12:30:00', '{}', 'A1'];

/**
 * Texts of at most `limit` characters, or of any length if that is null. Texts for a short unique column are random
 * letters, so that as many as possible differ.
 */
export function textCandidates(limit: number | null, { name, distinct }: Purpose): Candidate[] {
  const most = limit ?? Number.POSITIVE_INFINITY;
  const fitting =
    (maker: Maker): Maker =>
    (seed) => {
      const text = maker(seed);
      return text.length <= most ? text : letters(seed.cell, most);
    };
  const [, plain = word] = BY_NAME.find(([pattern]) => pattern.test(name)) ?? [];
  const sample: ValueSeed = { cell: 0, row: 0, index: 0, ordinal: 0 };
  return [
    varied('plain', fitting(distinct && plain(sample) === plain({ ...sample, cell: 1 }) ? word : plain)),
    distinct
      ? varied(
          'low',
          fitting(({ cell }) => `é'"\\${hexDigits(cell, 8)}`),
        )
      : constant('low', ''),
    distinct ? varied('high', (seed) => longText(limit ?? LONG, seed)) : constant('high', awkward(limit ?? LONG)),
    ...FIXED.filter((text) => text.length <= most).map((text) => constant('other', text)),
    ...OTHERS.filter((maker) => maker(sample).length <= most).map((maker) => varied('other', maker)),
  ];
}

/** A text of this length, for conditions on the length. */
export function textOfLength(length: number): Candidate {
  return varied('other', ({ cell }) => letters(cell, length));
}

function awkward(limit: number): string {
  const length = Math.min(limit, LONGEST);
  return AWKWARD.repeat(Math.ceil(length / AWKWARD.length)).slice(0, length);
}

function longText(limit: number, { cell }: ValueSeed): string {
  const start = hexDigits(cell, 12);
  return limit > start.length ? start + awkward(limit - start.length) : letters(cell, limit);
}

export function uuidText(cell: number): string {
  const digits = hexDigits(cell, 32);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}
