import { quoteLiteral } from '../../sql/quote.ts';
import { computed, constant, varied, type Candidate, type Purpose, type Role, type ValueSeed } from './candidate.ts';
import { candidatesForHints } from './candidates-for-hints.ts';
import { numberCandidates, numberRange } from './number-values.ts';
import { otherCandidates } from './other-values.ts';
import { mix } from '../random/hash.ts';
import type { TypeShape } from '../schema/table-shape.ts';
import { bareType, textLimit, type HintedType, type HintedTypes } from '../schema/type-hints.ts';
import { textCandidates } from './text-values.ts';
import { dateText, momentOf, timeCandidates, timestampText } from './time-values.ts';

/** Of an enum with more labels, the first ones and the last are tried. */
const LABELS_TRIED = 40;

const PARTS_TRIED = 12;
const DAY = 86_400_000;

/** Ways of making a value of a type, the plain one first. Values may violate the conditions of a domain. */
export function candidatesForType(types: HintedTypes, name: string, modifier: number, purpose: Purpose): Candidate[] {
  const type = types.get(name);
  if (type === undefined) {
    return otherCandidates(name, modifier, purpose);
  }
  switch (type.kind) {
    case 'd':
      return domainCandidates(types, type, purpose);
    case 'e':
      return enumCandidates(type.labels);
    case 'c':
      return compositeCandidates(types, type, purpose);
    case 'r':
      return rangeCandidates(types, type, purpose);
    case 'm':
      return multirangeCandidates(types, type, purpose);
    default:
      return type.element === null
        ? baseCandidates(type, modifier, purpose)
        : arrayCandidates(types, type, type.element, modifier, purpose);
  }
}

/** Values that the conditions of the domain suggest come before those that conditions often require. */
function domainCandidates(types: HintedTypes, type: HintedType, purpose: Purpose): Candidate[] {
  const name = `${purpose.name} ${type.bare.toLowerCase()}`;
  const candidates = candidatesForType(types, type.base ?? 'text', type.baseModifier, { ...purpose, name });
  const hinted = type.hints === null ? [] : candidatesForHints(types, type.name, -1, type.hints);
  return [
    ...candidates.filter(({ role }) => role !== 'other'),
    ...hinted,
    ...candidates.filter(({ role }) => role === 'other'),
  ];
}

function baseCandidates({ bare, makers }: TypeShape, modifier: number, purpose: Purpose): Candidate[] {
  const limit = textLimit(bare, modifier);
  if (limit !== undefined) {
    return textCandidates(limit, purpose);
  }
  const range = numberRange(bare, modifier);
  if (range !== undefined) {
    return numberCandidates(range, purpose);
  }
  const fallbacks = [...purpose.fallbacks, ...makers];
  return timeCandidates(bare, purpose) ?? otherCandidates(bare, modifier, { ...purpose, fallbacks });
}

/** The plain label changes from row to row, so that a few rows have many labels. */
function enumCandidates(labels: readonly string[]): Candidate[] {
  const [first, last] = [labels[0], labels.at(-1)];
  if (first === undefined || last === undefined) {
    return [];
  }
  const tried = [...labels.slice(0, LABELS_TRIED), ...labels.slice(LABELS_TRIED).slice(-1)];
  return [
    varied('plain', ({ index, ordinal }) => labels[(index + ordinal) % labels.length] ?? first),
    constant('low', first),
    constant('high', last),
    ...tried.map((label) => constant('other', label)),
  ];
}

function part(seed: ValueSeed, i: number): ValueSeed {
  return { ...seed, cell: mix(seed.cell, i), index: seed.index + i };
}

function find(candidates: readonly Candidate[], role: Role): Candidate | undefined {
  return candidates.find((candidate) => candidate.role === role);
}

function arrayCandidates(
  types: HintedTypes,
  type: TypeShape,
  element: string,
  modifier: number,
  purpose: Purpose,
): Candidate[] {
  const elements = candidatesForType(types, element, modifier, { ...purpose, fallbacks: [] });
  const plain = find(elements, 'plain');
  if (plain === undefined) {
    return [constant('plain', '{}')];
  }
  const array = (seed: ValueSeed, members: readonly (Candidate | null)[]): string =>
    `ARRAY[${members.map((member, i) => member?.sql(part(seed, i)) ?? 'NULL').join(', ')}]::${type.name}`;
  const [low, high] = [find(elements, 'low') ?? plain, find(elements, 'high') ?? plain];
  const nullable = types.get(element)?.kind !== 'd';
  const sized = (size: number, role: Role = 'other'): Candidate => {
    const members = Array.from({ length: size }, () => plain);
    return { ...plain, role, sql: (seed) => array(seed, members) };
  };
  return [
    // Several labels of an enum in one array, or the same one in two, are what conditions are most likely to reject.
    computed('plain', (seed) => array(seed, types.get(element)?.kind === 'e' ? [plain] : [plain, plain])),
    purpose.distinct ? sized(3, 'low') : constant('low', '{}'),
    computed('high', (seed) =>
      array(seed, purpose.distinct ? [plain, low, high] : [high, ...(nullable ? [null] : []), low]),
    ),
    ...[1, 3, 4, 5, 6, 7, 12, 24].map((size) => sized(size)),
    ...elements
      .slice(0, PARTS_TRIED)
      .map((member): Candidate => ({ ...member, role: 'other', sql: (seed) => array(seed, [member]) })),
  ];
}

function compositeCandidates(types: HintedTypes, type: TypeShape, purpose: Purpose): Candidate[] {
  const fields = type.attributes.map((field) =>
    candidatesForType(types, field.type, field.modifier, { ...purpose, name: '', fallbacks: [] }),
  );
  const row = (seed: ValueSeed, choice: (field: readonly Candidate[]) => Candidate | undefined): string =>
    `ROW(${fields.map((field, i) => choice(field)?.sql(part(seed, i)) ?? 'NULL').join(', ')})::${type.name}`;
  const roles: readonly Role[] = ['plain', 'low', 'high'];
  return [
    ...roles.map((role) => computed(role, (seed) => row(seed, (field) => find(field, role) ?? field[0]))),
    ...Array.from({ length: PARTS_TRIED }, (_, i) =>
      computed('other', (seed) => row(seed, (field) => field[i % field.length])),
    ),
  ];
}

/** Two values of a type as text, the lower first and close to each other; null for types not listed here. */
function bounds(bare: string, seed: ValueSeed, distinct: boolean): [string, string] | null {
  const number = distinct ? 1 + (seed.cell % 1_000_000_000) : 1 + (seed.row % 40) + seed.ordinal;
  switch (bare) {
    case 'int4':
    case 'int8':
      return [String(number), String(number + 2)];
    case 'numeric':
    case 'float8':
      return [`${number}.25`, `${number}.75`];
    case 'date': {
      const moment = momentOf(seed, DAY);
      return [dateText(moment), dateText(moment + DAY)];
    }
    case 'timestamp':
    case 'timestamptz': {
      const moment = momentOf(seed, 60_000);
      return [timestampText(moment), timestampText(moment + 1_800_000)];
    }
    default:
      return null;
  }
}

/** The SQL expression of a plain range, by its constructor. */
function plainRange(types: HintedTypes, type: TypeShape, purpose: Purpose): (seed: ValueSeed) => string {
  const subtype = bareType(types, type.subtype ?? 'int4', -1).type;
  const single = find(candidatesForType(types, type.subtype ?? 'int4', -1, { ...purpose, fallbacks: [] }), 'plain');
  return (seed) => {
    const ends = bounds(subtype?.bare ?? '', seed, purpose.distinct);
    const value = single?.sql(seed) ?? 'NULL';
    return ends === null
      ? `${type.name}(${value}, ${value}, '[]')`
      : `${type.name}(${ends.map(quoteLiteral).join(', ')})`;
  };
}

function rangeCandidates(types: HintedTypes, type: TypeShape, purpose: Purpose): Candidate[] {
  const plain = plainRange(types, type, purpose);
  return [
    computed('plain', plain),
    constant('low', 'empty'),
    ...(purpose.distinct ? [] : [constant('high', '(,)')]),
    constant('other', '(,)'),
    computed('other', (seed) => `${type.name}(lower(${plain(seed)}), NULL)`),
    computed('other', (seed) => `${type.name}(NULL, upper(${plain(seed)}))`),
  ];
}

function multirangeCandidates(types: HintedTypes, type: TypeShape, purpose: Purpose): Candidate[] {
  const range = types.get(type.subtype ?? '');
  if (range === undefined) {
    return [constant('plain', '{}')];
  }
  const plain = plainRange(types, range, purpose);
  return [
    computed('plain', (seed) => `${type.name}(${plain(seed)})`),
    constant('low', '{}'),
    ...(purpose.distinct ? [] : [constant('high', '{(,)}')]),
    constant('other', '{(,)}'),
  ];
}
