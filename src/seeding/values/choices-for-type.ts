import { quoteLiteral } from '../../sql/quote.ts';
import { computed, constant, varied, type Choice, type Purpose, type Role, type Seed } from './choice.ts';
import { choicesForHints } from './choices-for-hints.ts';
import { numberChoices, numberRange } from './number-values.ts';
import { otherChoices } from './other-values.ts';
import { mix } from '../random/hash.ts';
import type { TypeShape } from '../schema/table-shape.ts';
import { bareType, textLimit, type HintedType, type HintedTypes } from '../schema/types.ts';
import { textChoices } from './text-values.ts';
import { dateText, momentOf, timeChoices, timestampText } from './time-values.ts';

/** Enums with more labels than these are tried with the first ones and the last. */
const LABELS_TRIED = 40;

const PARTS_TRIED = 12;
const DAY = 86_400_000;

/** Ways of making a value of a type, the plain one first. Conditions of domains are not looked at. */
export function choicesForType(types: HintedTypes, name: string, modifier: number, purpose: Purpose): Choice[] {
  const type = types.get(name);
  if (type === undefined) {
    return otherChoices(name, modifier, purpose);
  }
  switch (type.kind) {
    case 'd':
      return domainChoices(types, type, purpose);
    case 'e':
      return enumChoices(type.labels);
    case 'c':
      return compositeChoices(types, type, purpose);
    case 'r':
      return rangeChoices(types, type, purpose);
    case 'm':
      return multirangeChoices(types, type, purpose);
    default:
      return type.element === null
        ? baseChoices(type, modifier, purpose)
        : arrayChoices(types, type, type.element, modifier, purpose);
  }
}

/** What the conditions of a domain suggest comes before what conditions tend to ask for. */
function domainChoices(types: HintedTypes, type: HintedType, purpose: Purpose): Choice[] {
  const name = `${purpose.name} ${type.bare.toLowerCase()}`;
  const choices = choicesForType(types, type.base ?? 'text', type.baseModifier, { ...purpose, name });
  const hinted = type.hints === null ? [] : choicesForHints(types, type.name, -1, type.hints);
  return [
    ...choices.filter(({ role }) => role !== 'other'),
    ...hinted,
    ...choices.filter(({ role }) => role === 'other'),
  ];
}

function baseChoices({ bare }: TypeShape, modifier: number, purpose: Purpose): Choice[] {
  const limit = textLimit(bare, modifier);
  if (limit !== undefined) {
    return textChoices(limit, purpose);
  }
  const range = numberRange(bare, modifier);
  if (range !== undefined) {
    return numberChoices(range, purpose);
  }
  return timeChoices(bare, purpose) ?? otherChoices(bare, modifier, purpose);
}

/** Plain labels go round from row to row, so that a few rows show many of them. */
function enumChoices(labels: readonly string[]): Choice[] {
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

function part(seed: Seed, i: number): Seed {
  return { ...seed, cell: mix(seed.cell, i), index: seed.index + i };
}

function find(choices: readonly Choice[], role: Role): Choice | undefined {
  return choices.find((choice) => choice.role === role);
}

function arrayChoices(
  types: HintedTypes,
  type: TypeShape,
  element: string,
  modifier: number,
  purpose: Purpose,
): Choice[] {
  const elements = choicesForType(types, element, modifier, purpose);
  const plain = find(elements, 'plain');
  if (plain === undefined) {
    return [constant('plain', '{}')];
  }
  const array = (seed: Seed, members: readonly (Choice | null)[]): string =>
    `ARRAY[${members.map((member, i) => member?.sql(part(seed, i)) ?? 'NULL').join(', ')}]::${type.name}`;
  const [low, high] = [find(elements, 'low') ?? plain, find(elements, 'high') ?? plain];
  const nullable = types.get(element)?.kind !== 'd';
  const sized = (size: number, role: Role = 'other'): Choice => {
    const members = Array.from({ length: size }, () => plain);
    return { ...plain, role, sql: (seed) => array(seed, members) };
  };
  return [
    // Several labels of an enum in one array, or the same one in two, are what conditions are most likely to refuse.
    computed('plain', (seed) => array(seed, types.get(element)?.kind === 'e' ? [plain] : [plain, plain])),
    purpose.distinct ? sized(3, 'low') : constant('low', '{}'),
    computed('high', (seed) =>
      array(seed, purpose.distinct ? [plain, low, high] : [high, ...(nullable ? [null] : []), low]),
    ),
    ...[1, 3, 4, 5, 6, 7, 12, 24].map((size) => sized(size)),
    ...elements
      .slice(0, PARTS_TRIED)
      .map((member): Choice => ({ ...member, role: 'other', sql: (seed) => array(seed, [member]) })),
  ];
}

function compositeChoices(types: HintedTypes, type: TypeShape, purpose: Purpose): Choice[] {
  const fields = type.attributes.map((field) =>
    choicesForType(types, field.type, field.modifier, { ...purpose, name: '' }),
  );
  const row = (seed: Seed, pick: (field: readonly Choice[]) => Choice | undefined): string =>
    `ROW(${fields.map((field, i) => pick(field)?.sql(part(seed, i)) ?? 'NULL').join(', ')})::${type.name}`;
  const roles: readonly Role[] = ['plain', 'low', 'high'];
  return [
    ...roles.map((role) => computed(role, (seed) => row(seed, (field) => find(field, role) ?? field[0]))),
    ...Array.from({ length: PARTS_TRIED }, (_, i) =>
      computed('other', (seed) => row(seed, (field) => field[i % field.length])),
    ),
  ];
}

/** Two texts of a type, the first before the second and near it; null where the type has no such thing that we know. */
function bounds(bare: string, seed: Seed, distinct: boolean): [string, string] | null {
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

/** The plain range as the text within the constructor's parentheses. */
function plainRange(types: HintedTypes, type: TypeShape, purpose: Purpose): (seed: Seed) => string {
  const subtype = bareType(types, type.subtype ?? 'int4', -1).type;
  const single = find(choicesForType(types, type.subtype ?? 'int4', -1, purpose), 'plain');
  return (seed) => {
    const ends = bounds(subtype?.bare ?? '', seed, purpose.distinct);
    const value = single?.sql(seed) ?? 'NULL';
    return ends === null
      ? `${type.name}(${value}, ${value}, '[]')`
      : `${type.name}(${ends.map(quoteLiteral).join(', ')})`;
  };
}

function rangeChoices(types: HintedTypes, type: TypeShape, purpose: Purpose): Choice[] {
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

function multirangeChoices(types: HintedTypes, type: TypeShape, purpose: Purpose): Choice[] {
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
