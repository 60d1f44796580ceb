import { sqlTokens, tokenName } from '../../sql/sql-tokens.ts';
import { compareTexts } from '../snapshot/snapshot-builder.ts';
import { objectKey, type CatalogObject, type CatalogValue, type ObjectKind } from '../snapshot/catalog-object.ts';
import { diffObjects } from '../diff/diff-objects.ts';
import type { ObjectChange } from '../diff/snapshot-diff.ts';
import { lastPart, ownName, parentName, schemaOf } from './object-names.ts';
import { kindWords } from './sql-nouns.ts';
import type { Step } from './step-order.ts';

/** Kinds that a diff takes for another object when they were renamed, and that would lose what they hold. */
const MOVABLE = new Set<ObjectKind>([
  'column',
  'attribute',
  'table',
  'sequence',
  'view',
  'materialized view',
  'enum',
  'domain',
  'composite type',
  'schema',
]);

interface Move {
  from: CatalogObject;
  to: CatalogObject;
}

export interface Moved {
  /** The renames, first of all. */
  moves: Step[];
  /** The differences that are left when these are done. */
  changes: ObjectChange[];
  /** Each name that something had and the one that it is given back, in both directions. */
  moved: Map<string, string>;
}

/** Finds what only has another name, so that it is renamed back and not dropped and made anew. */
export function detectRenames(changes: readonly ObjectChange[]): Moved {
  let left = [...changes];
  const moves: Step[] = [];
  const moved = new Map<string, string>();
  for (let move = findMove(left); move !== undefined; move = findMove(left)) {
    const { from, to } = move;
    moves.push({ what: 'rename', rank: -1, statements: renaming(from, to), before: [from], after: [to] });
    moved.set(from.name, to.name).set(to.name, from.name);
    left = applied(left, move);
  }
  return { moves: moves.map((step, i) => ({ ...step, rank: i - moves.length })), changes: left, moved };
}

/** What is gone and what was left behind are the same but for the name, and there is no other pair that might be. */
function findMove(changes: readonly ObjectChange[]): Move | undefined {
  const gone = likenesses(changes, 'removed');
  const left = likenesses(changes, 'added');
  for (const [likeness, [to, ...others]] of gone) {
    const [from, ...more] = left.get(likeness) ?? [];
    if (to !== undefined && from !== undefined && others.length === 0 && more.length === 0) {
      return { from, to };
    }
  }
  return undefined;
}

function likenesses(changes: readonly ObjectChange[], change: 'added' | 'removed'): Map<string, CatalogObject[]> {
  const objects = changes.flatMap((each) => (each.change === change ? [each.object] : []));
  const keys = new Set(objects.map(objectKey));
  const found = new Map<string, CatalogObject[]>();
  for (const object of objects) {
    // What goes with its table is no move of its own.
    if (MOVABLE.has(object.kind) && (object.parent === null || !keys.has(object.parent))) {
      const likeness = likenessOf(object, objects);
      found.set(likeness, [...(found.get(likeness) ?? []), object]);
    }
  }
  return found;
}

function sorted(values: Readonly<Record<string, CatalogValue>>): unknown {
  return Object.entries(values).toSorted(([a], [b]) => compareTexts(a, b));
}

/** Equal for objects that differ in nothing but their name: of tables with their columns. */
function likenessOf(object: CatalogObject, all: readonly CatalogObject[]): string {
  const holds = all
    .filter(({ kind, parent }) => parent === objectKey(object) && (kind === 'column' || kind === 'attribute'))
    .map((part) => JSON.stringify([ownName(part), sorted(withoutSchema(part.definition, schemaOf(object.name)))]));
  const parent = object.kind === 'column' || object.kind === 'attribute' ? object.parent : null;
  return JSON.stringify([object.kind, parent, sorted(object.definition), holds.toSorted(compareTexts)]);
}

/** A table takes its sequences along into another schema. */
function withoutSchema(definition: CatalogObject['definition'], schema: string): Record<string, CatalogValue> {
  const standard = definition['default'];
  return typeof standard === 'string' && standard.startsWith('nextval(')
    ? { ...definition, default: standard.replace(`'${schema}.`, "'") }
    : { ...definition };
}

function renaming(from: CatalogObject, to: CatalogObject): string[] {
  const words = kindWords(from.kind);
  if (from.kind === 'column' || from.kind === 'attribute') {
    const [of, part] = from.kind === 'column' ? [relationWords(from), 'COLUMN'] : ['TYPE', 'ATTRIBUTE'];
    return [`ALTER ${of} ${parentName(from)} RENAME ${part} ${ownName(from)} TO ${ownName(to)}`];
  }
  if (from.kind === 'schema') {
    return [`ALTER SCHEMA ${from.name} RENAME TO ${to.name}`];
  }
  const [schema, own] = [schemaOf(to.name), lastPart(to.name)];
  const other = lastPart(from.name) !== own;
  return [
    ...(other ? [`ALTER ${words} ${from.name} RENAME TO ${own}`] : []),
    ...(schemaOf(from.name) === schema ? [] : [`ALTER ${words} ${schemaOf(from.name)}.${own} SET SCHEMA ${schema}`]),
  ];
}

function relationWords({ parent }: CatalogObject): string {
  return (/^(materialized view|view|foreign table)/.exec(parent ?? '')?.[1] ?? 'table').toUpperCase();
}

/** The differences that are left: names are replaced in all that there is now, and compared again. */
function applied(changes: readonly ObjectChange[], { from, to }: Move): ObjectChange[] {
  const then: CatalogObject[] = [];
  const now: CatalogObject[] = [];
  for (const change of changes) {
    if (change.change === 'removed') {
      then.push(change.object);
    } else if (change.change === 'added') {
      now.push(change.object);
    } else if (change.change !== 'reordered') {
      then.push(change.before);
      now.push(change.after);
    }
  }
  const names = namesMoved(from, to, now);
  const renamed = now.map((object) => rename(object, from, to, names));
  return diffObjects(then, renamed).filter((change) => change.change !== 'reordered');
}

/** The names that change with it, old and new: a table takes its indexes and sequences along into another schema. */
function namesMoved(from: CatalogObject, to: CatalogObject, now: readonly CatalogObject[]): Map<string, string> {
  const names = new Map([[from.name, to.name]]);
  const schema = schemaOf(to.name);
  if (from.kind !== 'schema' && schema !== schemaOf(from.name)) {
    for (const { kind, name, parent } of now) {
      if ((kind === 'index' || kind === 'sequence') && parent === objectKey(from)) {
        names.set(name, `${schema}.${lastPart(name)}`);
      }
    }
  }
  return names;
}

function rename(
  object: CatalogObject,
  from: CatalogObject,
  to: CatalogObject,
  names: ReadonlyMap<string, string>,
): CatalogObject {
  const isPart = from.kind === 'column' || from.kind === 'attribute';
  const within = isPart && object.parent === from.parent && object !== from;
  const replace = (value: CatalogValue): CatalogValue => {
    const own = within ? replaceWord(value, ownName(from), ownName(to)) : value;
    const referred = isPart ? replaceReferred(own, from, to) : own;
    return [...names].reduce((text, [old, name]) => replaceName(text, old, name, from.kind === 'schema'), referred);
  };
  const moved = names.get(object.name);
  const inside = object.name.startsWith(`${from.name}.`)
    ? `${to.name}${object.name.slice(from.name.length)}`
    : object.name;
  return {
    ...object,
    name: object.kind === 'schema' && object !== from ? object.name : (moved ?? inside),
    parent:
      object.parent === null
        ? null
        : object.parent === objectKey(from)
          ? objectKey(to)
          : movedParent(object.parent, from, to),
    definition: Object.fromEntries(
      Object.entries(object.definition).map(([property, value]) => [
        property,
        property === 'comment' || property === 'privileges' || property === 'owner' ? value : replace(value),
      ]),
    ),
  };
}

/** Columns of a table that a foreign key of another one refers to. */
function replaceReferred(value: CatalogValue, from: CatalogObject, to: CatalogObject): CatalogValue {
  const start = ` REFERENCES ${parentName(from)}(`;
  const at = typeof value === 'string' ? value.indexOf(start) : -1;
  if (typeof value !== 'string' || at === -1) {
    return value;
  }
  const end = value.indexOf(')', at);
  const columns = value.slice(at + start.length, end);
  return `${value.slice(0, at)}${start}${replaceWord(columns, ownName(from), ownName(to))}${value.slice(end)}`;
}

function movedParent(parent: string, from: CatalogObject, to: CatalogObject): string {
  return from.kind === 'schema' ? parent.replace(` ${from.name}.`, () => ` ${to.name}.`) : parent;
}

/** Replaces a qualified name, also in a string: `nextval('public.s'::regclass)`. */
function replaceName(value: CatalogValue, from: string, to: string, isSchema: boolean): CatalogValue {
  if (typeof value !== 'string' || !value.includes(from)) {
    return value;
  }
  const escaped = from.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return value.replaceAll(
    new RegExp(`(?<![\\w$".])${escaped}${isSchema ? String.raw`(?=\.)` : String.raw`(?![\w$"])`}`, 'g'),
    () => to,
  );
}

/** Replaces one identifier, but not in strings. */
function replaceWord(value: CatalogValue, from: string, to: string): CatalogValue {
  if (typeof value !== 'string') {
    return value;
  }
  let replaced = '';
  let at = 0;
  for (const token of sqlTokens(value)) {
    if (tokenName(token) !== undefined && token.text === from) {
      replaced += value.slice(at, token.start) + to;
      at = token.end;
    }
  }
  return replaced + value.slice(at);
}
