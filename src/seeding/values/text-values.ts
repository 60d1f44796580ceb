import { constant, varied, type Candidate, type Purpose, type ValueSeed } from './candidate.ts';
import { hexDigits, letters } from './stream.ts';

/** Longest text where the type has no limit: beyond the usual 255, and still fit for an index. */
const LONG = 260;

/** What has a limit so high that nobody means it is not filled up. */
const LONGEST = 10_000;

const AWKWARD = `Zoë's "naïve" \\ ½ 東京 `;

type Maker = (seed: ValueSeed) => string;

const email: Maker = ({ cell }) => `${letters(cell, 5)}.${hexDigits(cell, 6)}@example.org`;
const url: Maker = ({ cell }) => `https://example.org/${letters(cell, 5)}/${hexDigits(cell, 6)}`;
const word: Maker = ({ cell }) => `${letters(cell, 6)} ${hexDigits(cell, 6)}`;

/** By a word in the column's name, the first that fits. */
const BY_NAME: readonly (readonly [RegExp, Maker])[] = [
  [/e?mail/, email],
  [/ur[li]|link|href|website|webhook|endpoint/, url],
  [/uuid|guid/, (seed) => uuidText(seed.cell)],
  [/phone|mobile/, ({ cell }) => `+4477009${String(cell % 100_000).padStart(5, '0')}`],
  [/time_?zone|^tz$/, () => 'Europe/London'],
  [/currency/, () => 'EUR'],
  [/country/, () => 'GB'],
  [/locale|lang/, () => 'en'],
  [/colou?r/, ({ cell }) => `#${hexDigits(cell, 6)}`],
  [/slug|handle|username|login/, ({ cell }) => `${letters(cell, 5)}-${hexDigits(cell, 6)}`],
  [/name|title/, ({ cell }) => `Ada ${letters(cell, 7)} ${hexDigits(cell, 4)}`],
];

/** What conditions on texts tend to ask for. */
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
  ({ cell }) => `+4477009${String(cell % 100_000).padStart(5, '0')}`,
  ({ cell }) => `#${hexDigits(cell, 6)}`,
  ({ cell }) => `/${letters(cell, 6)}`,
  ({ cell }) => `${letters(cell, 6)}.example.org`,
  ({ cell }) => `10.${cell % 256}.${(cell >>> 8) % 256}.1`,
  ({ cell }) => `v${cell % 20}.${(cell >>> 8) % 20}.${(cell >>> 16) % 20}`,
  ({ cell }) => `${cell % 20}.${(cell >>> 8) % 20}.${(cell >>> 16) % 20}`,
];

const FIXED = ['', '2024-02-29', '12:30', '12:30:00', '{}', 'A1'];

/**
 * Texts of at most `limit` characters, or of any length if that is null. A short unique one has as many different
 * values as its length allows.
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

/** Texts of exactly these many characters, for conditions on the length. */
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
