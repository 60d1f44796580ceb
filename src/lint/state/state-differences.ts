import { textOf, type LazyText } from '../../sql/lazy-text.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import type { SharedMap } from './shared-map.ts';
import type { CatalogColumn, CatalogConstraint, CatalogTable, Origin } from './catalog-table.ts';
import type { SchemaState } from './schema-state.ts';

/** One object or column that differs between two states. */
export interface Difference {
  /** `only-left`: missing in the right state; `only-right`: missing in the left one. */
  is: 'only-left' | 'only-right' | 'changed';
  /** `table energy.site`, for messages. */
  what: string;
  /** Its key in `SchemaState.changed`. */
  key: string;
  /** Where it was created, in the state that has it. */
  origin: Origin;
  /** How a column that both have differs. */
  how: string | undefined;
  /** Key of the table that it belongs to. */
  table: string | undefined;
}

/** The differences in tables, columns, constraints, indexes and other objects. */
export function stateDifferences(left: SchemaState, right: SchemaState): Difference[] {
  return [
    ...(left.tables.isSame(right.tables) ? [] : tablesDifferences(left.tables, right.tables)),
    ...(left.indexes.isSame(right.indexes) ? [] : objectDifferences('index ', left.indexes, right.indexes)),
    ...(left.objects.isSame(right.objects) ? [] : objectDifferences('', left.objects, right.objects)),
  ];
}

function objectDifferences<T extends Definition>(kind: string, left: SharedMap<T>, right: SharedMap<T>): Difference[] {
  return [
    ...onlyIn('only-left', kind, left, right),
    ...onlyIn('only-right', kind, right, left),
    ...changedDefinitions(kind, left, right),
  ];
}

function tablesDifferences(left: SharedMap<CatalogTable>, right: SharedMap<CatalogTable>): Difference[] {
  const found: Difference[] = [];
  for (const [key, table] of left.apartFrom(right)) {
    const other = right.get(key);
    if (other === undefined) {
      found.push({
        is: 'only-left',
        what: `table ${key}`,
        key,
        origin: table.origin,
        how: undefined,
        table: undefined,
      });
    } else {
      found.push(...tableDifferences(key, table, other));
    }
  }
  for (const [key, table] of right.apartFrom(left)) {
    if (!left.has(key) && !table.temporary) {
      found.push({
        is: 'only-right',
        what: `table ${key}`,
        key,
        origin: table.origin,
        how: undefined,
        table: undefined,
      });
    }
  }
  return found;
}

/** An index or another object. */
interface Definition {
  name: Name;
  origin: Origin;
  shape: LazyText;
  what?: string;
  /** The table of an index, or of an object that belongs to one. */
  table?: string;
  on?: string | undefined;
}

function onlyIn<T extends Definition>(
  is: 'only-left' | 'only-right',
  kind: string,
  has: SharedMap<T>,
  lacks: SharedMap<T>,
): Difference[] {
  return has
    .apartFrom(lacks)
    .filter(([key, { name }]) => !lacks.has(key) && name.schema !== TEMPORARY)
    .map(([key, { origin, table, on }]) => ({
      is,
      what: nameOf(kind, key),
      key,
      origin,
      how: undefined,
      table: table ?? on,
    }));
}

/** The schema of what the session drops when it ends. */
const TEMPORARY = 'pg_temp';

/** Objects of both states with different definitions. */
function changedDefinitions<T extends Definition>(kind: string, left: SharedMap<T>, right: SharedMap<T>): Difference[] {
  const found: Difference[] = [];
  for (const [key, known] of right.apartFrom(left)) {
    const other = left.get(key);
    const isCompared = known.what === undefined || COMPARED.has(known.what);
    const isKnown = isCompared && other !== undefined && textOf(other.shape) !== '' && textOf(known.shape) !== '';
    if (isKnown && textOf(other.shape) !== textOf(known.shape)) {
      const how = 'another definition after the down';
      found.push({ is: 'changed', what: nameOf(kind, key), key, origin: known.origin, how, table: undefined });
    }
  }
  return found;
}

/** Kinds whose statement is their whole definition. Two texts of a query may mean the same view. */
const COMPARED = new Set(['function', 'trigger', 'type', 'policy']);

function tableDifferences(key: string, left: CatalogTable, right: CatalogTable): Difference[] {
  const found: Difference[] = [];
  const part = (is: Difference['is'], what: string, name: string, origin: Origin, how?: string): void => {
    found.push({ is, what: `${what} ${key}.${name}`, key: `${key}.${name}`, origin, how, table: key });
  };
  for (const [name, column] of left.columns) {
    const other = right.columns.get(name);
    if (other === undefined) {
      if (right.complete || left.id === right.id) {
        part('only-left', 'column', name, column.origin);
      }
    } else if (other !== column) {
      const how = columnDifference(column, other);
      if (how !== undefined) {
        part('changed', 'column', name, other.origin, how);
      }
    }
  }
  for (const [name, column] of right.columns) {
    if (!left.columns.has(name) && (left.complete || left.id === right.id)) {
      part('only-right', 'column', name, column.origin);
    }
  }
  for (const [name, constraint] of left.constraints) {
    const other = right.constraints.get(name);
    if (other === undefined) {
      part('only-left', 'constraint', name, constraint.origin);
    } else if (other !== constraint && definitionOf(other) !== definitionOf(constraint)) {
      part('changed', 'constraint', name, other.origin, 'another definition after the down');
    }
  }
  for (const [name, constraint] of right.constraints) {
    // A column that was NOT NULL before has a constraint of its own.
    const isOld = constraint.kind === 'not null' && constraint.columns.every((each) => left.columns.get(each)?.notNull);
    if (!left.constraints.has(name) && !isOld) {
      part('only-right', 'constraint', name, constraint.origin);
    }
  }
  return found;
}

/** Without the condition: two texts may mean the same. A check has its columns only there. */
function definitionOf({ kind, columns, references, unvalidated, manner }: CatalogConstraint): string {
  const table = references === undefined ? '' : keyOf(references);
  return [kind, kind === 'check' ? '' : columns.join(), table, unvalidated, manner].join('\n');
}

function columnDifference(left: CatalogColumn, right: CatalogColumn): string | undefined {
  if (typeOf(left) !== typeOf(right) && left.type !== '' && right.type !== '') {
    return `${typeOf(left)} before the up, ${typeOf(right)} after the down`;
  }
  if (left.notNull !== right.notNull) {
    return left.notNull
      ? 'NOT NULL before the up, nullable after the down'
      : 'nullable before the up, NOT NULL after the down';
  }
  if (left.collation !== right.collation) {
    return 'another collation after the down';
  }
  if (computedAs(left) !== computedAs(right)) {
    return 'computed in another way after the down';
  }
  const [before, after] = [defaultOf(left), defaultOf(right)];
  return before === after
    ? undefined
    : after === ''
      ? 'with a default before the up, without one after the down'
      : before === ''
        ? 'without a default before the up, with one after the down'
        : 'another default after the down';
}

function computedAs({ generated, identity }: CatalogColumn): string {
  return generated === undefined
    ? (identity ?? '')
    : `${generated.stored ? 'STORED' : 'VIRTUAL'} ${textOf(generated.value.bare)}`;
}

/** Ignores casts and the name of a sequence: `''` and `''::text` are the same default. */
function defaultOf({ defaultValue, serial }: CatalogColumn): string {
  return serial || defaultValue?.functions.includes('nextval') === true
    ? 'nextval'
    : defaultValue === undefined || defaultValue.isNull
      ? ''
      : textOf(defaultValue.bare);
}

function typeOf({ type, modifiers }: CatalogColumn): string {
  return modifiers.length === 0 ? type : `${type}(${modifiers.join(',')})`;
}

/** Schemas and extensions belong to no schema. */
function nameOf(kind: string, key: string): string {
  return `${kind}${key}`.replace(' .', ' ');
}
