import { freeName, type DefaultName } from '../../sql/default-names.ts';
import type { Action, CreateIndex } from '../../sql/statement/action.ts';
import type { DomainConstraint } from '../../sql/statement/action.ts';
import { applyToTables } from './apply-to-tables.ts';
import { renameType } from './column-properties.ts';
import { alteredDomain } from './domain-definition.ts';
import {
  DEPENDENT_KINDS,
  PLPGSQL,
  PUBLIC,
  unknownDefinition,
  type CatalogConstraint,
  type CatalogIndex,
  type CatalogObject,
  type CatalogTable,
  type Origin,
} from './catalog-table.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { objectKey } from './object-key.ts';
import { SharedMap } from './shared-map.ts';
import { triggersOf } from './trigger-function.ts';

/** The schema after some statements of a chain, derived from their parse trees alone. */
export class SchemaState {
  readonly tables: SharedMap<CatalogTable>;
  readonly indexes: SharedMap<CatalogIndex>;
  /** By kind and name. */
  readonly objects: SharedMap<CatalogObject>;
  /** Where each object was last dropped or changed, by its key. */
  readonly changed = new Map<string, Origin>();

  /** @param of the state to copy */
  constructor(of?: SchemaState) {
    this.tables = of?.tables.clone() ?? new SharedMap();
    this.indexes = of?.indexes.clone() ?? new SharedMap();
    this.objects =
      of?.objects.clone() ??
      new SharedMap([PUBLIC, PLPGSQL].map((each) => [objectKey(each.what, each.name), each] as const));
  }

  /** A copy that changes independently. */
  clone(): SchemaState {
    return new SchemaState(this);
  }

  table(name: Name): CatalogTable | undefined {
    const known = this.tables.get(keyOf(name));
    if (known !== undefined || name.qualified) {
      return known;
    }
    // The search path may have several schemas: the only table with this name.
    const alike = [...this.tables.endingIn(name.name)].filter((table) => table.name.name === name.name);
    return alike.length === 1 ? alike[0] : undefined;
  }

  index(name: Name): CatalogIndex | undefined {
    return this.indexes.get(keyOf(name));
  }

  object(what: string, name: Name, on?: Name): CatalogObject | undefined {
    return this.objects.get(objectKey(what, name, on));
  }

  /** Applies an action. */
  apply(action: Action, origin: Origin): void {
    switch (action.kind) {
      case 'create': {
        const { what, name, on, shape, base, constraints } = action;
        const key = objectKey(what, name, on);
        const owner = on ?? action.owner;
        const table = owner && keyOf(this.table(owner)?.name ?? owner);
        const known = this.objects.get(key);
        const domain = base && { base, constraints };
        this.objects.set(key, { what, name, on: table, shape, domain, origin: known?.origin ?? origin });
        if (known !== undefined) {
          this.changed.set(key, origin);
        }
        return;
      }
      case 'create-index': {
        this.#addIndex(action, origin);
        return;
      }
      case 'add-enum-value': {
        this.#addLabel(action, origin);
        return;
      }
      case 'domain-constraint': {
        this.#constrainDomain(action, origin);
        return;
      }
      case 'own-sequence': {
        const key = objectKey('sequence', action.name);
        const known = this.objects.get(key);
        if (known !== undefined) {
          this.objects.set(key, { ...known, on: action.owner && keyOf(action.owner) });
        }
        return;
      }
      case 'drop': {
        this.#drop(action, origin);
        return;
      }
      case 'rename':
      case 'move': {
        this.#rename(action, origin);
        return;
      }
      default: {
        applyToTables(this, action, origin);
      }
    }
  }

  #addLabel({ type, old, label }: Extract<Action, { kind: 'add-enum-value' }>, origin: Origin): void {
    const key = objectKey('type', type);
    const known = this.objects.get(key);
    if (known !== undefined) {
      const shape = (): string =>
        old === undefined
          ? `${known.shape()} ${written(label)}`
          : known.shape().replaceAll(written(old), () => written(label));
      this.objects.set(key, { ...known, shape });
      this.changed.set(key, origin);
    }
  }

  #constrainDomain(action: DomainConstraint, origin: Origin): void {
    const key = objectKey('type', action.domain);
    const known = this.objects.get(key);
    if (known !== undefined) {
      const { domain } = known;
      const constraints = (domain?.constraints ?? 0) + (action.does === 'add' ? 1 : -1);
      const shape = (): string => alteredDomain(known.shape(), action);
      this.objects.set(key, { ...known, shape, domain: domain && { ...domain, constraints } });
      this.changed.set(key, origin);
    }
  }

  #addIndex(action: CreateIndex, origin: Origin): void {
    const { table, name, given, unique, partial, columns, mentioned, shape } = action;
    const known: CatalogIndex = {
      name: name ?? this.#freeName(table, given),
      table: keyOf(this.table(table)?.name ?? table),
      unique,
      partial,
      columns,
      mentioned,
      shape,
      origin,
    };
    if (!action.guarded || !this.indexes.has(keyOf(known.name))) {
      this.indexes.set(keyOf(known.name), known);
    }
  }

  /** The name that PostgreSQL chooses, with a number if it is in use. */
  #freeName(table: Name, given: DefaultName): Name {
    const name = freeName(given, (each) => this.indexes.has(keyOf({ ...table, name: each })));
    return { ...table, name };
  }

  #drop({ what, name, on, cascade }: Extract<Action, { kind: 'drop' }>, origin: Origin): void {
    if (what === 'schema') {
      const { name: schema } = name;
      for (const map of [this.tables, this.indexes, this.objects]) {
        for (const [key] of map.filter((known) => known.name.schema === schema)) {
          map.delete(key);
          this.changed.set(key, origin);
        }
      }
    }
    if (cascade || what === 'operator family') {
      // These may be dropped too: they are no longer known.
      for (const [key] of this.objects.filter((known) => DEPENDENT_KINDS.has(known.what))) {
        this.objects.delete(key);
      }
    }
    for (const key of cascade && what === 'function' ? triggersOf(name, this.objects) : []) {
      this.objects.delete(key);
    }
    if (what === 'table') {
      this.#dropTable(name, cascade, origin);
      return;
    }
    if (what === 'materialized view') {
      this.#dropWith(keyOf(name), false);
    }
    const key = what === 'index' ? keyOf(name) : objectKey(what, name, on);
    (what === 'index' ? this.indexes : this.objects).delete(key);
    this.changed.set(key, origin);
  }

  /** Partitions are dropped with their table. */
  #dropTable(name: Name, cascade: boolean, origin: Origin): void {
    const keyFor = (table: Name): string => keyOf(this.table(table)?.name ?? table);
    const key = keyFor(name);
    const partitions = this.tables.filter(
      ({ partitionOf }) => partitionOf !== undefined && keyFor(partitionOf) === key,
    );
    this.tables.delete(key);
    this.changed.set(key, origin);
    this.#dropWith(key, cascade);
    partitions.forEach(([, partition]) => this.#dropTable(partition.name, cascade, origin));
  }

  /** Drops what belongs to a table. */
  #dropWith(table: string, cascade: boolean): void {
    for (const [key] of this.indexes.filter((index) => index.table === table)) {
      this.indexes.delete(key);
    }
    for (const [key] of this.objects.filter((object) => object.on === table)) {
      this.objects.delete(key);
    }
    for (const [key, other] of cascade ? this.#referringTo(table) : []) {
      const kept = [...other.constraints].filter(([, constraint]) => !refersTo(constraint, table));
      this.tables.set(key, { ...other, constraints: new Map(kept) });
    }
  }

  #referringTo(key: string): [string, CatalogTable][] {
    return this.tables.filter(({ constraints }) => {
      for (const constraint of constraints.values()) {
        if (refersTo(constraint, key)) {
          return true;
        }
      }
      return false;
    });
  }

  #rename(action: Extract<Action, { kind: 'rename' | 'move' }>, origin: Origin): void {
    const { what, name } = action;
    const to: Name = action.kind === 'move' ? { ...name, schema: action.schema } : { ...name, name: action.to };
    if (what === 'schema') {
      return;
    }
    if (what === 'table' || (what === 'view' && this.tables.has(keyOf(name)))) {
      this.#renameTable(name, to, origin);
    } else if (what === 'index') {
      replaceKey(this.indexes, keyOf(name), keyOf(to), (known) => ({ ...known, name: to }));
    } else if (what === 'column' || what === 'constraint') {
      applyToTables(this, action, origin);
    } else {
      const on = what === 'trigger' || what === 'policy' ? name : undefined;
      const from = on === undefined || action.kind === 'move' ? name : { ...name, name: action.from };
      if (what === 'type') {
        renameType(this.tables, name, to);
      }
      replaceKey(this.objects, objectKey(what, from, on), objectKey(what, to, on), (known) => ({ ...known, name: to }));
    }
  }

  #renameTable(name: Name, to: Name, origin: Origin): void {
    const known = this.table(name);
    if (known === undefined) {
      return;
    }
    const from = keyOf(known.name);
    const renamed: Name = { ...to, schema: to.schema === name.schema ? known.name.schema : to.schema };
    const key = keyOf(renamed);
    this.tables.delete(from);
    this.tables.set(key, { ...known, name: renamed });
    this.changed.set(from, origin);
    for (const [other, index] of this.indexes.filter(({ table }) => table === from)) {
      this.indexes.set(other, { ...index, table: key, shape: unknownDefinition });
    }
    for (const [other, object] of this.objects.filter(({ on }) => on === from)) {
      const isPart = object.what !== 'sequence';
      this.objects.delete(other);
      this.objects.set(isPart ? objectKey(object.what, object.name, renamed) : other, { ...object, on: key });
    }
    for (const [other, table] of this.#referringTo(from)) {
      const moved = [...table.constraints].map(([own, constraint]): [string, CatalogConstraint] => [
        own,
        refersTo(constraint, from) ? { ...constraint, references: renamed } : constraint,
      ]);
      this.tables.set(other, { ...table, constraints: new Map(moved) });
    }
  }
}

function refersTo({ references }: CatalogConstraint, table: string): boolean {
  return references !== undefined && keyOf(references) === table;
}

/** A string as a parse tree contains it. */
function written(text: string): string {
  return `"sval":${JSON.stringify(text)}`;
}

function replaceKey<V>(map: SharedMap<V>, from: string, to: string, change: (value: V) => V): void {
  const value = map.get(from);
  if (value !== undefined) {
    map.delete(from);
    map.set(to, change(value));
  }
}
