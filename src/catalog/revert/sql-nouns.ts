import type { CatalogObject, ObjectKind } from '../snapshot/catalog-object.ts';
import { ownName, parentName, text, withoutArguments } from './object-names.ts';

/** Kinds whose name in SQL is not their own in capitals. */
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

/** Kinds of which SQL names the table as well. */
const WITHIN = new Set<ObjectKind>(['constraint', 'policy', 'rule', 'trigger']);

export function kindWords(kind: ObjectKind): string {
  return WORDS[kind] ?? kind.toUpperCase();
}

/** What ALTER, COMMENT ON and DROP call the object: `TABLE public.t`, `TRIGGER r ON public.t`. */
export function noun(object: CatalogObject): string {
  const words = kindWords(object.kind);
  if (WITHIN.has(object.kind)) {
    const domain = object.parent?.startsWith('domain ') === true ? 'DOMAIN ' : '';
    return `${words} ${ownName(object)} ON ${domain}${parentName(object)}`;
  }
  const kind: string = object.kind;
  switch (kind) {
    case 'aggregate': {
      return `${words} ${object.name.endsWith('()') ? `${withoutArguments(object.name)}(*)` : object.name}`;
    }
    case 'cast': {
      return `${words} (${object.name})`;
    }
    case 'operator': {
      return `${words} ${object.name.replace(/\(([^(]*)\)$/, ' ($1)')}`;
    }
    case 'transform': {
      return `${words} ${object.name.replace(/^for /, 'FOR ').replace(/ language (?=[^ ]+$)/, ' LANGUAGE ')}`;
    }
    case 'user mapping': {
      return `${words} FOR ${object.name.replace(/ on (?=[^ ]+$)/, ' SERVER ')}`;
    }
    default: {
      return `${words} ${object.name}`;
    }
  }
}

/** What GRANT calls the object, and the kind by which its default privileges are known; undefined if it has none. */
export function grantable(object: CatalogObject): { noun: string; defaults: string } | undefined {
  const { name } = object;
  const kind: string = object.kind;
  switch (kind) {
    case 'table':
    case 'view':
    case 'materialized view':
    case 'foreign table': {
      return { noun: name, defaults: 'relation' };
    }
    case 'sequence': {
      return { noun: `SEQUENCE ${name}`, defaults: 'sequence' };
    }
    case 'function':
    case 'procedure': {
      return { noun: noun(object), defaults: 'routine' };
    }
    case 'aggregate': {
      return { noun: `FUNCTION ${name}`, defaults: 'routine' };
    }
    case 'schema':
    case 'language':
    case 'large object': {
      return { noun: noun(object), defaults: kind };
    }
    case 'foreign-data wrapper': {
      return { noun: noun(object), defaults: 'foreign' };
    }
    case 'foreign server': {
      return { noun: `FOREIGN ${noun(object)}`, defaults: 'foreign' };
    }
    default: {
      return /^(?:domain|enum|.* type)$/.test(object.kind) ? { noun: `TYPE ${name}`, defaults: 'type' } : undefined;
    }
  }
}

/** Whether the object's owner is its own and not that of what it belongs to. */
export function hasOwnOwner(object: CatalogObject): boolean {
  return (
    text(object, 'owner') !== undefined && !(object.kind === 'sequence' && text(object, 'belongs to') !== undefined)
  );
}
