import { sqlTokens, tokenName } from '../../sql/sql-tokens.ts';
import { compareTexts } from '../snapshot/snapshot-builder.ts';
import { objectKey, type CatalogObject, type CatalogValue, type ObjectKind } from '../snapshot/catalog-object.ts';
import { diffObjects } from '../diff/diff-objects.ts';
import type { ObjectChange } from '../diff/snapshot-diff.ts';
import { lastPart, ownName, parentName, schemaOf } from './object-text.ts';
import type { BothStates } from './rebuild-dependents.ts';
import { kindWords } from './sql-nouns.ts';
import type { Step } from './step-order.ts';

/** Kinds that lose their contents if a rename is reverted by drop and create. */
const RENAMABLE = new Set<ObjectKind>([
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

interface Rename {
  from: CatalogObject;
  to: CatalogObject;
}

export interface DetectedRenames {
  steps: Step[];
  /** The remaining differences after the renames. */
  changes: ObjectChange[];
  /** Old and new names, in both directions. */
  names: Map<string, string>;
  /** The states as they are after the renames. */
  renamed: (states: BothStates) => BothStates;
}

/** Finds objects that were only renamed, so that they are renamed back instead of dropped and created. */
export function detectRenames(changes: readonly ObjectChange[]): DetectedRenames {
  let left = [...changes];
  const steps: Step[] = [];
  const names = new Map<string, string>();
  const found: Rename[] = [];
  for (let next = findRename(left); next !== undefined; next = findRename(left)) {
    const { from, to } = next;
    found.push(next);
    steps.push({ what: 'rename', rank: -1, statements: renaming(from, to), before: [from], after: [to] });
    names.set(from.name, to.name).set(to.name, from.name);
    left = applyRename(left, next);
  }
  return {
    steps: steps.map((step, i) => ({ ...step, rank: i - steps.length })),
    changes: left,
    names,
    renamed: (states) => found.reduce(renameStates, states),
  };
}

function renameStates(
  { wanted, current, dependencies, sequences, ignored }: BothStates,
  { from, to }: Rename,
): BothStates {
  const names = renamedNames(from, to, current);
  const renamed = current.map((object) => rename(object, from, to, names));
  const keys = new Map(current.map((object, i) => [objectKey(object), objectKey(renamed[i] ?? object)]));
  const keyOf = (key: string): string => keys.get(key) ?? key;
  return {
    wanted,
    ignored,
    current: renamed,
    dependencies: dependencies.map(({ object, on }) => ({ object: keyOf(object), on: keyOf(on) })),
    sequences: sequences.map((each) => ({ ...each, sequence: names.get(each.sequence) ?? each.sequence })),
  };
}

/** A removed and an added object that differ only in their name, if no other object is equal to them. */
function findRename(changes: readonly ObjectChange[]): Rename | undefined {
  const removed = byContent(changes, 'removed');
  const added = byContent(changes, 'added');
  for (const [content, [to, ...others]] of removed) {
    const [from, ...more] = added.get(content) ?? [];
    if (to !== undefined && from !== undefined && others.length === 0 && more.length === 0) {
      return { from, to };
    }
  }
  return undefined;
}

function byContent(changes: readonly ObjectChange[], change: 'added' | 'removed'): Map<string, CatalogObject[]> {
  const objects = changes.flatMap((each) => (each.change === change ? [each.object] : []));
  const keys = new Set(objects.map(objectKey));
  const found = new Map<string, CatalogObject[]>();
  for (const object of objects) {
    // The parts of a renamed table are not renames themselves.
    if (RENAMABLE.has(object.kind) && (object.parent === null || !keys.has(object.parent))) {
      const content = contentOf(object, objects);
      found.set(content, [...(found.get(content) ?? []), object]);
    }
  }
  return found;
}

function sorted(values: Readonly<Record<string, CatalogValue>>): unknown {
  return Object.entries(values).toSorted(([a], [b]) => compareTexts(a, b));
}

/** Equal for objects that differ only in their name; a table includes its columns. */
function contentOf(object: CatalogObject, all: readonly CatalogObject[]): string {
  const parts = all
    .filter(({ kind, parent }) => parent === objectKey(object) && (kind === 'column' || kind === 'attribute'))
    .map((part) => JSON.stringify([ownName(part), sorted(withoutSchema(part.definition, schemaOf(object.name)))]));
  const parent = object.kind === 'column' || object.kind === 'attribute' ? object.parent : null;
  return JSON.stringify([object.kind, parent, sorted(object.definition), parts.toSorted(compareTexts)]);
}

/** The sequences of a table move with it to another schema. */
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

/** The remaining differences: replaces the names in all current objects and compares again. */
function applyRename(changes: readonly ObjectChange[], { from, to }: Rename): ObjectChange[] {
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
  const names = renamedNames(from, to, now);
  const renamed = now.map((object) => rename(object, from, to, names));
  return diffObjects(then, renamed).filter((change) => change.change !== 'reordered');
}

/** Old and new names: the indexes and sequences of a table move with it to another schema. */
function renamedNames(from: CatalogObject, to: CatalogObject, now: readonly CatalogObject[]): Map<string, string> {
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
  const newName = names.get(object.name);
  const inside = object.name.startsWith(`${from.name}.`)
    ? `${to.name}${object.name.slice(from.name.length)}`
    : object.name;
  return {
    ...object,
    name: object.kind === 'schema' && object !== from ? object.name : (newName ?? inside),
    parent:
      object.parent === null
        ? null
        : object.parent === objectKey(from)
          ? objectKey(to)
          : renamedParent(object.parent, from, to),
    definition: Object.fromEntries(
      Object.entries(object.definition).map(([property, value]) => [
        property,
        property === 'comment' || property === 'privileges' || property === 'owner' ? value : replace(value),
      ]),
    ),
  };
}

/** Replaces the column in foreign keys that refer to its table. */
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

function renamedParent(parent: string, from: CatalogObject, to: CatalogObject): string {
  return from.kind === 'schema' ? parent.replace(` ${from.name}.`, () => ` ${to.name}.`) : parent;
}

/** Replaces a qualified name, also in strings: `nextval('public.s'::regclass)`. */
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

/** Replaces an identifier, not in strings. */
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
