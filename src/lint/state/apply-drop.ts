import type { Drop } from '../../sql/statement/action.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { DEPENDENT_KINDS, type Origin } from './catalog-table.ts';
import { forgetIndex, forgetObject, forgetRelation, forgetSchema } from './catalog-property.ts';
import { objectKey } from './object-key.ts';
import { referringTo, refersTo } from './references.ts';
import type { SchemaMaps } from './schema-maps.ts';
import { triggersOf } from './trigger-function.ts';

/** Applies a DROP, with what belongs to the dropped object. */
export function applyDrop(state: SchemaMaps, { what, name, args, on, cascade }: Drop, origin: Origin): void {
  const { indexes, objects, properties, changed } = state;
  if (what === 'schema') {
    dropSchema(state, name.name, origin);
  }
  if (what === 'extension') {
    dropMembers(state, name.name, origin);
  }
  if (cascade || what === 'operator family') {
    // These may be dropped too: they are no longer known.
    for (const [key] of objects.filter((known) => DEPENDENT_KINDS.has(known.what))) {
      objects.delete(key);
    }
  }
  for (const key of cascade && what === 'function' ? triggersOf(name, objects) : []) {
    objects.delete(key);
  }
  if (what === 'table') {
    dropTable(state, name, cascade, origin);
    return;
  }
  if (what === 'materialized view') {
    dropWith(state, keyOf(name), false);
  }
  const key = what === 'index' ? keyOf(name) : objectKey(what, name, on);
  (what === 'index' ? indexes : objects).delete(key);
  changed.set(key, origin);
  if (what === 'index') {
    forgetIndex(properties, name);
  } else {
    forgetObject(properties, what, name, args, on && (state.table(on)?.name ?? on));
  }
}

function dropSchema({ tables, indexes, objects, properties, changed }: SchemaMaps, schema: string, origin: Origin) {
  for (const map of [tables, indexes, objects]) {
    for (const [key] of map.filter((known) => known.name.schema === schema)) {
      map.delete(key);
      changed.set(key, origin);
    }
  }
  forgetSchema(properties, schema);
}

/** What belongs to an extension is dropped with it. */
function dropMembers(state: SchemaMaps, extension: string, origin: Origin): void {
  for (const [key, { what, name, on }] of state.objects.filter(({ member }) => member === extension)) {
    state.objects.delete(key);
    state.changed.set(key, origin);
    forgetObject(state.properties, what, name, undefined, undefined);
    if (what === 'materialized view' || on !== undefined) {
      dropWith(state, keyOf(name), false);
    }
  }
  for (const [, { name }] of state.tables.filter(({ member }) => member === extension)) {
    dropTable(state, name, false, origin);
  }
}

/** Partitions are dropped with their table. */
function dropTable(state: SchemaMaps, name: Name, cascade: boolean, origin: Origin): void {
  const nameOf = (table: Name): Name => state.table(table)?.name ?? table;
  const own = nameOf(name);
  const key = keyOf(own);
  const partitions = state.tables.filter(
    ({ partitionOf }) => partitionOf !== undefined && keyOf(nameOf(partitionOf)) === key,
  );
  state.tables.delete(key);
  state.changed.set(key, origin);
  forgetRelation(state.properties, own);
  dropWith(state, key, cascade);
  partitions.forEach(([, partition]) => dropTable(state, partition.name, cascade, origin));
}

/** Drops what belongs to a table. */
function dropWith({ tables, indexes, objects, properties }: SchemaMaps, table: string, cascade: boolean): void {
  for (const [key, { name }] of indexes.filter((index) => index.table === table)) {
    indexes.delete(key);
    forgetIndex(properties, name);
  }
  for (const [key, { what, name }] of objects.filter((object) => object.on === table)) {
    objects.delete(key);
    if (what === 'sequence') {
      forgetRelation(properties, name);
    }
  }
  for (const [key, other] of cascade ? referringTo(tables, table) : []) {
    const kept = [...other.constraints].filter(([, constraint]) => !refersTo(constraint, table));
    tables.set(key, { ...other, constraints: new Map(kept) });
  }
}
