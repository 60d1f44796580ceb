import type { CatalogObject, ObjectKind } from '../snapshot/catalog-object.ts';
import { ownName, parentName, text, withoutArguments } from './object-text.ts';

/** Kinds whose name in SQL is not the kind in capitals. */
const WORDS: Partial<Record<ObjectKind, string>> = {
  attribute: 'COLUMN',
  'base type': 'TYPE',
  'composite type': 'TYPE',
  enum: 'TYPE',
  'foreign server': 'SERVER',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
  'range type': 'TYPE',
  'row type': 'TYPE',
};

/** Kinds for which SQL also names the table. */
const WITHIN = new Set<ObjectKind>(['constraint', 'policy', 'rule', 'trigger']);

export function kindWords(kind: ObjectKind): string {
  return WORDS[kind] ?? kind.toUpperCase();
}

/** The object in ALTER, COMMENT ON and DROP: `TABLE public.t`, `TRIGGER r ON public.t`. */
export function noun(object: CatalogObject): string {
  const { kind, name, parent } = object;
  const words = kindWords(kind);
  if (WITHIN.has(kind)) {
    const domain = parent?.startsWith('domain ') === true ? 'DOMAIN ' : '';
    return `${words} ${ownName(object)} ON ${domain}${parentName(object)}`;
  }
  return `${words} ${NAMES[kind]?.(name) ?? name}`;
}

/** Kinds whose name in SQL differs from that in a snapshot. */
const NAMES: Partial<Record<ObjectKind, (name: string) => string>> = {
  aggregate: (name) => (name.endsWith('()') ? `${withoutArguments(name)}(*)` : name),
  cast: (name) => `(${name})`,
  operator: (name) => name.replace(/\(([^(]*)\)$/, ' ($1)'),
  transform: (name) => name.replace(/^for /, 'FOR ').replace(/ language (?=[^ ]+$)/, ' LANGUAGE '),
  'user mapping': (name) => `FOR ${name.replace(/ on (?=[^ ]+$)/, ' SERVER ')}`,
};

export function dropNamed(object: CatalogObject): string[] {
  return [`DROP ${noun(object)}`];
}

/** The object in GRANT, and the kind of its default privileges; undefined for objects without privileges. */
export function grantable(object: CatalogObject): { noun: string; defaults: string } | undefined {
  const { kind, name } = object;
  if (/^(?:domain|enum|.* type)$/.test(kind)) {
    return { noun: `TYPE ${name}`, defaults: 'type' };
  }
  const defaults = DEFAULTS[kind];
  if (defaults === undefined) {
    return undefined;
  }
  const prefix = kind === 'foreign server' ? 'FOREIGN ' : '';
  const plain = defaults === 'relation' ? name : kind === 'aggregate' ? `FUNCTION ${name}` : noun(object);
  return { noun: `${prefix}${plain}`, defaults };
}

const DEFAULTS: Partial<Record<ObjectKind, string>> = {
  table: 'relation',
  view: 'relation',
  'materialized view': 'relation',
  'foreign table': 'relation',
  sequence: 'sequence',
  function: 'routine',
  procedure: 'routine',
  aggregate: 'routine',
  schema: 'schema',
  language: 'language',
  'large object': 'large object',
  'foreign-data wrapper': 'foreign',
  'foreign server': 'foreign',
};

/** Whether the owner of the object can be changed; that of an owned sequence is the table's. */
export function hasOwnOwner(object: CatalogObject): boolean {
  return (
    text(object, 'owner') !== undefined && !(object.kind === 'sequence' && text(object, 'belongs to') !== undefined)
  );
}
