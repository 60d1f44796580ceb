import type { Drop } from '../../sql/statement/action.ts';
import { writeDefaultName } from '../../sql/default-names.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { DEPENDENT_KINDS, type CatalogTable, type Origin } from './catalog-table.ts';
import { existence } from './property-differences.ts';
import {
  forget,
  forgetIndex,
  forgetObject,
  forgetPart,
  forgetRelation,
  forgetRole,
  forgetSchema,
} from './catalog-property.ts';
import { objectKey } from './object-key.ts';
import { dropReferences } from './references.ts';
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
    const { on: table = '', name: trigger } = objects.get(key) ?? {};
    const owner = state.tables.get(table)?.name;
    if (owner !== undefined && trigger !== undefined) {
      forgetPart(properties, owner, `trigger ${trigger.name}`);
    }
    objects.delete(key);
  }
  if (what === 'table') {
    dropTable(state, name, cascade, origin);
    return;
  }
  if (what === 'role') {
    forgetRole(properties, name.name);
  }
  if (what === 'materialized view' || what === 'view') {
    dropWith(state, keyOf(name));
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
      dropWith(state, keyOf(name));
    }
  }
  for (const [, { name }] of state.tables.filter(({ member }) => member === extension)) {
    dropTable(state, name, false, origin);
  }
  // Its script made others, which no file shows.
  forget(state.properties, ({ owner }) => existence(state, owner) === undefined);
}

/** Drops what belongs to a column; `table` is the table before. */
export function dropWithColumn(state: SchemaMaps, table: CatalogTable, column: string, origin: Origin): void {
  const { indexes, properties, changed } = state;
  const own = keyOf(table.name);
  for (const [key, { name }] of indexes.filter((index) => index.table === own && index.mentioned.includes(column))) {
    indexes.delete(key);
    changed.set(key, origin);
    forgetIndex(properties, name);
  }
  const kept = state.table(table.name)?.constraints;
  for (const [each] of table.constraints) {
    if (kept?.has(each) !== true) {
      changed.set(`${own}.${each}`, origin);
      forgetPart(properties, table.name, `constraint ${each}`);
      forgetIndex(properties, { ...table.name, name: each });
    }
  }
  forgetPart(properties, table.name, `column ${column}`);
  forgetRelation(properties, sequenceOf(table.name, column));
}

/** The sequence that PostgreSQL makes for a serial or identity column. */
function sequenceOf(table: Name, column: string): Name {
  return { ...table, name: writeDefaultName({ table: table.name, columns: column, label: 'seq' }) };
}

/** Partitions are dropped with their table. */
function dropTable(state: SchemaMaps, name: Name, cascade: boolean, origin: Origin): void {
  const nameOf = (table: Name): Name => state.table(table)?.name ?? table;
  const own = nameOf(name);
  const key = keyOf(own);
  const partitions = state.tables.filter(
    ({ partitionOf }) => partitionOf !== undefined && keyOf(nameOf(partitionOf)) === key,
  );
  const { columns = new Map(), constraints = new Map() } = state.tables.get(key) ?? {};
  state.tables.delete(key);
  state.changed.set(key, origin);
  forgetRelation(state.properties, own);
  [...columns.keys()].forEach((column) => forgetRelation(state.properties, sequenceOf(own, column)));
  [...constraints.keys()].forEach((constraint) => forgetIndex(state.properties, { ...own, name: constraint }));
  dropWith(state, key);
  if (cascade) {
    dropReferences(state, key, () => true, origin);
  }
  partitions.forEach(([, partition]) => dropTable(state, partition.name, cascade, origin));
}

/** Drops what belongs to a table. */
function dropWith({ indexes, objects, properties }: SchemaMaps, table: string): void {
  for (const [key, { name }] of indexes.filter((index) => index.table === table)) {
    indexes.delete(key);
    forgetIndex(properties, name);
  }
  for (const [key, { what, name }] of objects.filter((object) => object.on === table)) {
    objects.delete(key);
    if (what === 'sequence' || what === 'statistics') {
      forgetObject(properties, what, name, undefined, undefined);
    }
  }
}
