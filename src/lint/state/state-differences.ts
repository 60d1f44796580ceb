import { keyOf } from '../../sql/statement/name.ts';
import type { SharedMap } from './shared-map.ts';
import type { CatalogColumn, CatalogConstraint, CatalogTable, Origin } from './catalog-table.ts';
import type { SchemaState } from './schema-state.ts';

/** One objectKey that two states do not have in common. */
export interface Difference {
  /** `only-left`: gone in the right one; `only-right`: not there in the left one. */
  is: 'only-left' | 'only-right' | 'changed';
  /** `table energy.site`, for messages. */
  what: string;
  /** By what the objectKey is known in `SchemaState.changed`. */
  key: string;
  /** Where it was made, on the side that has it. */
  made: Origin;
  /** How a column that both have differs. */
  how: string | undefined;
  /** The table that it is a part of. */
  table: string | undefined;
}

/** What the tables, columns, constraints, indexes and other objects of two states differ in. */
export function stateDifferences(left: SchemaState, right: SchemaState): Difference[] {
  return [
    ...(left.tables.isSame(right.tables) ? [] : tablesDifferences(left.tables, right.tables)),
    ...(left.indexes.isSame(right.indexes) ? [] : objectDifferences('index ', left.indexes, right.indexes)),
    ...(left.objects.isSame(right.objects) ? [] : objectDifferences('', left.objects, right.objects)),
  ];
}

function objectDifferences<T extends Known>(kind: string, left: SharedMap<T>, right: SharedMap<T>): Difference[] {
  return [
    ...onlyIn('only-left', kind, left, right),
    ...onlyIn('only-right', kind, right, left),
    ...otherwise(kind, left, right),
  ];
}

function tablesDifferences(left: SharedMap<CatalogTable>, right: SharedMap<CatalogTable>): Difference[] {
  const found: Difference[] = [];
  for (const [key, table] of left.apartFrom(right)) {
    const other = right.get(key);
    if (other === undefined) {
      found.push({ is: 'only-left', what: `table ${key}`, key, made: table.made, how: undefined, table: undefined });
    } else {
      found.push(...tableDifferences(key, table, other));
    }
  }
  for (const [key, table] of right.apartFrom(left)) {
    if (!left.has(key) && !table.temporary) {
      found.push({ is: 'only-right', what: `table ${key}`, key, made: table.made, how: undefined, table: undefined });
    }
  }
  return found;
}

/** An index or another object. */
interface Known {
  made: Origin;
  shape: () => string;
  what?: string;
  /** The table of an index, or of what goes with one. */
  table?: string;
  on?: string | undefined;
}

function onlyIn<T extends Known>(
  is: 'only-left' | 'only-right',
  kind: string,
  has: SharedMap<T>,
  lacks: SharedMap<T>,
): Difference[] {
  return has
    .apartFrom(lacks)
    .filter(([key]) => !lacks.has(key))
    .map(([key, { made, table, on }]) => ({
      is,
      what: nameOf(kind, key),
      key,
      made,
      how: undefined,
      table: table ?? on,
    }));
}

/** What both have, made by another statement. */
function otherwise<T extends Known>(kind: string, left: SharedMap<T>, right: SharedMap<T>): Difference[] {
  const found: Difference[] = [];
  for (const [key, known] of right.apartFrom(left)) {
    const other = left.get(key);
    const isCompared = known.what === undefined || COMPARED.has(known.what);
    const isTold = isCompared && other?.shape() !== '' && known.shape() !== '';
    if (other !== undefined && isTold && other.shape() !== known.shape()) {
      const how = 'another definition after the down';
      found.push({ is: 'changed', what: nameOf(kind, key), key, made: known.made, how, table: undefined });
    }
  }
  return found;
}

/** Kinds whose statement tells their whole definition. Two texts of a query may well mean one view. */
const COMPARED = new Set(['function', 'trigger', 'type', 'policy']);

function tableDifferences(key: string, left: CatalogTable, right: CatalogTable): Difference[] {
  const found: Difference[] = [];
  const part = (is: Difference['is'], what: string, name: string, made: Origin, how?: string): void => {
    found.push({ is, what: `${what} ${key}.${name}`, key: `${key}.${name}`, made, how, table: key });
  };
  for (const [name, column] of left.columns) {
    const other = right.columns.get(name);
    if (other === undefined) {
      if (right.complete || left.id === right.id) {
        part('only-left', 'column', name, column.made);
      }
    } else if (other !== column) {
      const how = columnDifference(column, other);
      if (how !== undefined) {
        part('changed', 'column', name, other.made, how);
      }
    }
  }
  for (const [name, column] of right.columns) {
    if (!left.columns.has(name) && (left.complete || left.id === right.id)) {
      part('only-right', 'column', name, column.made);
    }
  }
  for (const [name, constraint] of left.constraints) {
    const other = right.constraints.get(name);
    if (other === undefined) {
      part('only-left', 'constraint', name, constraint.made);
    } else if (other !== constraint && definitionOf(other) !== definitionOf(constraint)) {
      part('changed', 'constraint', name, other.made, 'another definition after the down');
    }
  }
  for (const [name, constraint] of right.constraints) {
    if (!left.constraints.has(name)) {
      part('only-right', 'constraint', name, constraint.made);
    }
  }
  return found;
}

/** Without the condition: two texts of one may well mean the same, and a check names its columns there. */
function definitionOf({ kind, columns, references, unvalidated, manner }: CatalogConstraint): string {
  const table = references === undefined ? '' : keyOf(references);
  return [kind, kind === 'check' ? '' : columns.join(), table, unvalidated, manner].join('\n');
}

function columnDifference(left: CatalogColumn, right: CatalogColumn): string | undefined {
  if (typeOf(left) !== typeOf(right) && left.type !== '' && right.type !== '') {
    return `${typeOf(left)} before, ${typeOf(right)} after the down`;
  }
  if (left.notNull !== right.notNull) {
    return left.notNull ? 'NOT NULL before, nullable after the down' : 'nullable before, NOT NULL after the down';
  }
  if (left.stored !== right.stored || left.identity !== right.identity) {
    return 'no longer computed in the same way after the down';
  }
  const [before, after] = [defaultOf(left), defaultOf(right)];
  return before === after
    ? undefined
    : after === ''
      ? 'with a default before, without after the down'
      : before === ''
        ? 'without default before, with one after the down'
        : 'another default after the down';
}

/** Casts do not count: `''` and `''::text` are one default. Nor does the name of a sequence. */
function defaultOf({ defaultValue, serial }: CatalogColumn): string {
  return serial || defaultValue?.functions.includes('nextval') === true
    ? 'nextval'
    : defaultValue === undefined || defaultValue.isNull
      ? ''
      : defaultValue.bare();
}

function typeOf({ type, modifiers }: CatalogColumn): string {
  return modifiers.length === 0 ? type : `${type}(${modifiers.join(',')})`;
}

/** Schemas and extensions lie in no schema. */
function nameOf(kind: string, key: string): string {
  return `${kind}${key}`.replace(' .', ' ');
}
