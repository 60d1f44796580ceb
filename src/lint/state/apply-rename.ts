import type { Move, ObjectKind, Rename } from '../../sql/statement/action.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { applyToTables } from './apply-to-tables.ts';
import { renameObject, renamePart, renameRelation } from './catalog-property.ts';
import { UNKNOWN_DEFINITION, type CatalogConstraint, type Origin } from './catalog-table.ts';
import { renameType } from './column-properties.ts';
import { objectKey } from './object-key.ts';
import { referringTo, refersTo } from './references.ts';
import type { SchemaMaps } from './schema-maps.ts';
import type { SharedMap } from './shared-map.ts';

/** Parts of a table that RENAME names after the table. */
const PARTS = new Set(['column', 'constraint', 'trigger', 'policy', 'rule']);

/** Applies RENAME and SET SCHEMA. */
export function applyRename(state: SchemaMaps, action: Rename | Move, origin: Origin): void {
  const { what, name } = action;
  const { indexes, objects, properties, tables } = state;
  const to: Name = action.kind === 'move' ? { ...name, schema: action.schema } : { ...name, name: action.to };
  if (what === 'schema') {
    return;
  }
  const real = what === 'table' ? otherKind(state, name) : undefined;
  if (real !== undefined) {
    applyRename(state, { ...action, what: real }, origin);
    return;
  }
  if (action.kind === 'rename' && PARTS.has(what)) {
    renamePart(properties, state.table(name)?.name ?? name, `${what} ${action.from}`, `${what} ${action.to}`);
  }
  if (what === 'table' || (what === 'view' && tables.has(keyOf(name)))) {
    renameTable(state, name, to, origin);
  } else if (what === 'index') {
    replaceKey(indexes, keyOf(name), keyOf(to), (known) => ({ ...known, name: to }));
    renameRelation(properties, name, to);
    renameConstraint(state, action, origin);
  } else if (what === 'column' || what === 'constraint') {
    applyToTables(state, action, origin);
  } else {
    const on = what === 'trigger' || what === 'policy' ? name : undefined;
    const from = on === undefined || action.kind === 'move' ? name : { ...name, name: action.from };
    if (what === 'type') {
      renameType(tables, name, to);
    }
    for (const [key, index] of indexes.filter(({ table }) => what === 'materialized view' && table === keyOf(name))) {
      indexes.set(key, { ...index, table: keyOf(to) });
    }
    replaceKey(objects, objectKey(what, from, on), objectKey(what, to, on), (known) => ({ ...known, name: to }));
    renameObject(properties, what, from, to);
  }
}

/** What ALTER TABLE names by the name of a table, and is none. */
function otherKind({ tables, indexes, objects }: SchemaMaps, name: Name): ObjectKind | undefined {
  return tables.has(keyOf(name))
    ? undefined
    : indexes.has(keyOf(name))
      ? 'index'
      : LIKE_TABLES.find((kind) => objects.has(objectKey(kind, name)));
}

const LIKE_TABLES = ['view', 'materialized view', 'sequence'] as const;

/** The constraint of an index that is renamed has its name. */
function renameConstraint(state: SchemaMaps, action: Rename | Move, origin: Origin): void {
  const { name } = action;
  const owner = state.tables.find((each) => each.name.schema === name.schema && each.constraints.has(name.name));
  if (action.kind === 'rename' && owner !== undefined) {
    applyToTables(state, { ...action, what: 'constraint', name: owner.name, from: name.name }, origin);
  }
}

function renameTable(state: SchemaMaps, name: Name, to: Name, origin: Origin): void {
  const { tables, indexes, objects, properties, changed } = state;
  const known = state.table(name);
  if (known === undefined) {
    renameRelation(properties, name, to);
    return;
  }
  const from = keyOf(known.name);
  const renamed: Name = { ...to, schema: to.schema === name.schema ? known.name.schema : to.schema };
  const key = keyOf(renamed);
  tables.delete(from);
  tables.set(key, { ...known, name: renamed });
  changed.set(from, origin);
  renameRelation(properties, known.name, renamed);
  for (const [other, index] of indexes.filter(({ table }) => table === from)) {
    indexes.set(other, { ...index, table: key, shape: UNKNOWN_DEFINITION });
  }
  for (const [other, object] of objects.filter(({ on }) => on === from)) {
    const isPart = object.what !== 'sequence' && object.what !== 'statistics';
    objects.delete(other);
    objects.set(isPart ? objectKey(object.what, object.name, renamed) : other, { ...object, on: key });
  }
  for (const [other, table] of referringTo(tables, from)) {
    const moved = [...table.constraints].map(([own, constraint]): [string, CatalogConstraint] => [
      own,
      refersTo(constraint, from) ? { ...constraint, references: renamed } : constraint,
    ]);
    tables.set(other, { ...table, constraints: new Map(moved) });
  }
}

function replaceKey<V>(map: SharedMap<V>, from: string, to: string, change: (value: V) => V): void {
  const value = map.get(from);
  if (value !== undefined) {
    map.delete(from);
    map.set(to, change(value));
  }
}
