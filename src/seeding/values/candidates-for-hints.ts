import { constant, varied, type Candidate, type ValueSeed } from './candidate.ts';
import { bareType, textLimit, type HintedTypes } from '../schema/type-hints.ts';
import type { Hints } from '../constraints/check-hints.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { geometriesFor } from './geometry-values.ts';
import { fitsRange, numberRange, type NumberRange } from './number-values.ts';
import { likeFilling, sampleLike, samplePattern } from './pattern-sample.ts';
import { hexDigits, letters } from './stream.ts';
import { textOfLength } from './text-values.ts';
import { dateText, momentOf, timestampText } from './time-values.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LONGEST = 10_000;
const ANY_SEED: ValueSeed = { cell: 1, row: 1, index: 0, ordinal: 0 };

/** Ways of making a value that the conditions on a column suggest; those that its type cannot hold are left out. */
export function candidatesForHints(types: HintedTypes, name: string, typeModifier: number, hints: Hints): Candidate[] {
  return suggested(types, name, typeModifier, hints).map((candidate) => ({ ...candidate, role: 'hint' }));
}

/** At most `most` compared values are tried. If there are fewer than `near`, values close to them are tried too. */
const COMPARED = { most: 20, near: 6 };

/** Values that statements compare a column with. */
export function comparedCandidates(types: HintedTypes, name: string, modifier: number, hints: Hints): Candidate[] {
  const { type } = bareType(types, name, modifier);
  const labels = type?.kind === 'e' ? type.labels.filter((label) => hints.texts.has(label)) : [];
  // A condition names the key before the value.
  const named = type?.bare === 'json' || type?.bare === 'jsonb' ? [...hints.texts] : [];
  const pairs = named.flatMap((key, i) => named.slice(i + 1).map((value) => JSON.stringify({ [key]: value })));
  const all = [
    ...[...labels, ...pairs].map((text) => constant('compared', text)),
    ...suggested(types, name, modifier, hints).map((candidate) => ({ ...candidate, role: 'compared' as const })),
  ];
  const literals = new Set([...hints.texts, ...[...hints.numbers].map(String), ...pairs].map(quoteLiteral));
  const isLiteral = ({ varies, sql }: Candidate): boolean => !varies && literals.has(sql(ANY_SEED));
  const [exact, near] = [all.filter(isLiteral), all.filter((candidate) => !isLiteral(candidate))];
  return [...exact.slice(0, COMPARED.most), ...near.slice(0, Math.max(0, COMPARED.near - exact.length))];
}

function suggested(types: HintedTypes, name: string, typeModifier: number, hints: Hints): Candidate[] {
  const { type, modifier } = bareType(types, name, typeModifier);
  const bare = type?.bare ?? name;
  const range = numberRange(bare, modifier);
  if (range !== undefined) {
    return numbers(range, hints);
  }
  const limit = textLimit(bare, modifier);
  if (limit !== undefined) {
    return texts(limit ?? LONGEST, hints);
  }
  if (type !== undefined && type.element !== null) {
    const values = [...[...hints.texts].map((text) => quoteLiteral(text)), ...[...hints.numbers].map(String)];
    return [values.slice(0, 1), values.slice(0, 2), ...values.slice(1).map((value) => [value])].map((members) => ({
      role: 'other',
      varies: false,
      sql: () => `ARRAY[${members.join(', ')}]::${type.name}`,
    }));
  }
  switch (bare) {
    case 'date':
      return [...spanned(hints, dateText), ...moments(hints, dateText, [DAY])];
    case 'timestamp':
    case 'timestamptz':
      return [...spanned(hints, timestampText), ...moments(hints, timestampText, [SECOND, DAY])];
    case 'json':
    case 'jsonb':
      return documents([...hints.texts]);
    case 'bytea':
      return around(hints.lengths, LONGEST).map((length) =>
        varied('other', ({ cell }) => `\\x${hexDigits(cell, length * 2)}`),
      );
    case 'time':
    case 'timetz':
      return [...hints.texts].filter((text) => /^\d\d:\d\d/.test(text)).map((text) => constant('other', text));
    case 'interval':
      return [...hints.texts].filter((text) => /^-?\d/.test(text)).map((text) => constant('other', text));
    case 'uuid':
      return [...hints.texts]
        .filter((text) => /^[\da-f]{8}-[\da-f-]{27}$/i.test(text))
        .map((text) => constant('other', text));
    case 'point':
      return points([...hints.numbers]);
    case 'geometry':
    case 'geography':
      return geometriesFor(hints.texts, hints.numbers);
    case 'name':
    case 'char':
      return [...hints.texts].map((text) => constant('other', text));
    default:
      return [];
  }
}

function around(values: Iterable<number>, most: number): number[] {
  return [...new Set([...values].flatMap((value) => [value, value + 1, value - 1]))].filter(
    (value) => value >= 0 && value <= most,
  );
}

function numbers(range: NumberRange, { numbers: named }: Hints): Candidate[] {
  const sorted = [...named].toSorted((a, b) => a - b);
  const digits = Math.min(range.scale, 4);
  const unit = 10 ** digits;
  const between = sorted.flatMap((value, i): Candidate[] => {
    const next = sorted[i + 1] ?? (fitsRange(range, value + 1000) ? value + 1000 : value);
    const steps = Math.ceil((next - value) * unit) - 1;
    return steps < 2 ? [] : [varied('other', ({ cell }) => (value + (1 + (cell % steps)) / unit).toFixed(digits))];
  });
  const near = sorted.flatMap((value) => [value, value - 1, value + 1, value - 1 / unit, value + 1 / unit]);
  const constants = [...new Set(near)]
    .toSorted((a, b) => a - b)
    .filter((value) => fitsRange(range, value))
    .map((value) => constant('other', String(value)));
  return [...constants, ...between];
}

function texts(limit: number, hints: Hints): Candidate[] {
  const plain = [...hints.texts];
  const patterns = [...hints.patterns].flatMap((pattern) =>
    [1, 0, 2, 5].map((extra) => varied('other', ({ cell }) => samplePattern(pattern, cell, extra))),
  );
  const likes = [...hints.likes].flatMap((pattern) => [
    ...around(hints.lengths, limit)
      .filter((length) => likeFilling(pattern, length) !== undefined)
      .map((length) =>
        varied('other', ({ cell }) => sampleLike(pattern, letters(cell, likeFilling(pattern, length) ?? 0), '')),
      ),
    varied('other', ({ cell }) => sampleLike(pattern, letters(cell, 6))),
    constant('other', sampleLike(pattern, '')),
  ]);
  const parts = plain.filter((text) => text !== '' && text.length < 20);
  const containing = [
    ...parts.map((text) => varied('other', ({ cell }) => `${text}${letters(cell, 6)}`)),
    ...parts.map((text) => varied('other', ({ cell }) => `${letters(cell, 6)}${text}${letters(cell, 3)}`)),
  ];
  return [
    ...patterns,
    ...likes,
    ...plain.map((text) => constant('other', text)),
    ...around(hints.lengths, limit).map(textOfLength),
    ...[...hints.numbers].map((value) => constant('other', String(value))),
    ...containing,
  ].filter((candidate) => candidate.sql(ANY_SEED).length <= limit + 2);
}

/**
 * Each moment that a condition names, the days before and after it, and moments up to the next named one: first those that are `steps` apart
 * of which a period has most, so that a unique column does not run out of them.
 */
function moments(hints: Hints, write: (moment: number) => string, steps: readonly number[]): Candidate[] {
  return periodsIn(hints).flatMap(({ from, to }) => {
    const within = steps.map((step) => {
      const count = Math.max(1, Math.floor((to - from) / step));
      return varied('other', ({ cell }) => write(from + (cell % count) * step));
    });
    return [...within, ...[0, 1, -1].map((days) => constant('other', write(from + days * DAY)))];
  });
}

/** The periods from each moment that conditions name to the next, ascending; the last one has 300 days. */
function periodsIn({ texts: named }: Hints): { from: number; to: number }[] {
  const sorted = [...named]
    .filter((text) => /^\d{4}-\d\d-\d\d/.test(text))
    .map(momentIn)
    .filter((moment) => !Number.isNaN(moment))
    .toSorted((a, b) => a - b);
  return sorted.map((from, i) => ({ from, to: sorted[i + 1] ?? from + 300 * DAY }));
}

/**
 * A moment of the row and moments some span later, the span being one that a condition names. Also the same within the
 * first, a middle and the last of the periods between named moments. All depend on the row alone, so that the start and
 * the end of a row fit each other whatever the order of the columns.
 */
function spanned(hints: Hints, write: (moment: number) => string): Candidate[] {
  if (hints.spans.size === 0) {
    return [];
  }
  const bounded = periodsIn(hints);
  const places = [...new Set([0, bounded.length >> 1, bounded.length - 2])];
  const within = places
    .flatMap((place) => bounded[place] ?? [])
    .map(({ from, to }) => {
      const hours = Math.max(1, Math.floor((to - from) / HOUR));
      return ({ row }: ValueSeed): number => from + (row % hours) * HOUR;
    });
  const offsets = [...new Set([0, ...[...hints.spans].flatMap((span) => [span / 2, span, span * 2]).map(Math.abs)])];
  return [rowsOwnMoment, ...within].flatMap((base) =>
    offsets.map((offset) => varied('other', (seed) => write(base(seed) + offset))),
  );
}

function rowsOwnMoment(seed: ValueSeed): number {
  return momentOf({ ...seed, ordinal: 0 }, 0);
}

/** A text without a time zone is in UTC. */
function momentIn(text: string): number {
  const [day = '', time = '00:00:00'] = text.split(' ');
  return Date.parse(`${day}T${/[+-]\d\d$/.test(time) ? `${time}:00` : `${time}Z`}`);
}

/** Objects with the keys and values that a condition names. */
function documents(named: readonly string[]): Candidate[] {
  const values: unknown[] = ['text', 1, true, [], {}, ['text'], ...named];
  const all = values.map((value) => Object.fromEntries(named.map((key) => [key, value])));
  const pairs = named.slice(0, 6).flatMap((key) => named.map((value) => ({ [key]: value })));
  // What has to be contained in the document, and paths that have to exist in it.
  const whole = named.flatMap((text) => [...documentsIn(text), ...atPath(text)]);
  return [...whole, ...all, ...pairs].map((value) => constant('other', JSON.stringify(value)));
}

function documentsIn(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}

/** A document with a value at a path, as the server writes it: `$."a"."b"`. */
function atPath(text: string): unknown[] {
  const [, path] = /^(?:lax |strict )?\$((?:\."[^"\\]+"|\.\w+)+)/.exec(text) ?? [];
  const keys = [...(path ?? '').matchAll(/\."?([^".]+)"?/g)].map(([, key = '']) => key);
  return keys.length === 0
    ? []
    : [1, 'text', true].map((value) => keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value));
}

/** Points whose coordinates are the numbers of the conditions, or lie between two of them. */
function points(named: readonly number[]): Candidate[] {
  const sorted = named.toSorted((a, b) => a - b).slice(0, 6);
  const between = sorted.slice(1).map((value, i) => (value + (sorted[i] ?? value)) / 2);
  const coordinates = [...between, ...sorted];
  return coordinates.flatMap((x) => coordinates.map((y) => constant('other', `(${x},${y})`)));
}
