import { freeName, type DefaultName } from '../../sql/default-names.ts';
import type { Action, CreateIndex, CreateTable } from '../../sql/statement/action.ts';
import type { DomainConstraint } from '../../sql/statement/action.ts';
import { applyToTables } from './apply-to-tables.ts';
import { constrained } from './domain-definition.ts';
import {
  GOES_ALONG,
  PUBLIC,
  unknownDefinition,
  type CatalogConstraint,
  type CatalogIndex,
  type CatalogObject,
  type CatalogTable,
  type Origin,
} from './catalog-table.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { SharedMap } from './shared-map.ts';

/** What the statements of a chain have made so far, by their parse trees alone. */
export class SchemaState {
  readonly tables: SharedMap<CatalogTable>;
  readonly indexes: SharedMap<CatalogIndex>;
  /** By kind and name. */
  readonly objects: SharedMap<CatalogObject>;
  /** Where each objectKey was dropped or changed last, by its own name. */
  readonly changed = new Map<string, Origin>();

  /** @param of the state that this one is a copy of */
  constructor(of?: SchemaState) {
    this.tables = of?.tables.clone() ?? new SharedMap();
    this.indexes = of?.indexes.clone() ?? new SharedMap();
    this.objects =
      of?.objects.clone() ?? new SharedMap([[objectKey('schema', PUBLIC.name, undefined), PUBLIC] as const]);
  }

  /** A copy that can be led on by itself. */
  clone(): SchemaState {
    return new SchemaState(this);
  }

  table(name: Name): CatalogTable | undefined {
    const known = this.tables.get(keyOf(name));
    if (known !== undefined || name.qualified) {
      return known;
    }
    // A search path of several schemas: the one table that has the name.
    const alike = [...this.tables.endingIn(name.name)].filter((table) => table.name.name === name.name);
    return alike.length === 1 ? alike[0] : undefined;
  }

  index(name: Name): CatalogIndex | undefined {
    return this.indexes.get(keyOf(name));
  }

  object(what: string, name: Name, on?: Name): CatalogObject | undefined {
    return this.objects.get(objectKey(what, name, on));
  }

  /** Leads the state on. */
  apply(action: Action, made: Origin): void {
    switch (action.kind) {
      case 'create': {
        const { what, name, on, shape } = action;
        const key = objectKey(what, name, on);
        const owner = on ?? action.owner;
        const table = owner && keyOf(this.table(owner)?.name ?? owner);
        const known = this.objects.get(key);
        this.objects.set(key, { what, name, on: table, shape, made: known?.made ?? made });
        if (known !== undefined) {
          this.changed.set(key, made);
        }
        return;
      }
      case 'create-index': {
        this.#addIndex(action, made);
        return;
      }
      case 'add-enum-value': {
        this.#addLabel(action, made);
        return;
      }
      case 'domain-constraint': {
        this.#constrainDomain(action, made);
        return;
      }
      case 'own-sequence': {
        const key = objectKey('sequence', action.name, undefined);
        const known = this.objects.get(key);
        if (known !== undefined) {
          this.objects.set(key, { ...known, on: action.owner && keyOf(action.owner) });
        }
        return;
      }
      case 'drop': {
        this.#drop(action, made);
        return;
      }
      case 'rename':
      case 'move': {
        this.#rename(action, made);
        return;
      }
      default: {
        applyToTables(this, action, made);
      }
    }
  }

  addTable(create: CreateTable, table: CatalogTable): void {
    this.tables.set(keyOf(create.table), table);
  }

  #addLabel({ type, old, label }: Extract<Action, { kind: 'add-enum-value' }>, made: Origin): void {
    const key = objectKey('type', type, undefined);
    const known = this.objects.get(key);
    if (known !== undefined) {
      const shape = (): string =>
        old === undefined
          ? `${known.shape()} ${written(label)}`
          : known.shape().replaceAll(written(old), () => written(label));
      this.objects.set(key, { ...known, shape });
      this.changed.set(key, made);
    }
  }

  #constrainDomain(action: DomainConstraint, made: Origin): void {
    const key = objectKey('type', action.domain, undefined);
    const known = this.objects.get(key);
    if (known !== undefined) {
      this.objects.set(key, { ...known, shape: () => constrained(known.shape(), action) });
      this.changed.set(key, made);
    }
  }

  #addIndex(action: CreateIndex, made: Origin): void {
    const { table, name, given, unique, partial, columns, mentioned, shape } = action;
    const known: CatalogIndex = {
      name: name ?? this.#freeName(table, given),
      table: keyOf(this.table(table)?.name ?? table),
      unique,
      partial,
      columns,
      mentioned,
      shape,
      made,
    };
    if (!action.guarded || !this.indexes.has(keyOf(known.name))) {
      this.indexes.set(keyOf(known.name), known);
    }
  }

  /** The name that PostgreSQL gives: a number is added where others have it. */
  #freeName(table: Name, given: DefaultName): Name {
    const name = freeName(given, (each) => this.indexes.has(keyOf({ ...table, name: each })));
    return { ...table, name };
  }

  #drop({ what, name, on, cascade }: Extract<Action, { kind: 'drop' }>, made: Origin): void {
    if (what === 'schema') {
      const { name: schema } = name;
      for (const map of [this.tables, this.indexes, this.objects]) {
        for (const [key] of map.filter((known) => known.name.schema === schema)) {
          map.delete(key);
          this.changed.set(key, made);
        }
      }
    }
    if (cascade || what === 'operator family') {
      // What else goes with it is not followed: nothing is said of these any more.
      for (const [key] of this.objects.filter((known) => GOES_ALONG.has(known.what))) {
        this.objects.delete(key);
      }
    }
    if (what === 'table') {
      this.#dropTable(name, cascade, made);
      return;
    }
    if (what === 'materialized view') {
      this.#dropWith(keyOf(name), false);
    }
    const key = what === 'index' ? keyOf(name) : objectKey(what, name, on);
    (what === 'index' ? this.indexes : this.objects).delete(key);
    this.changed.set(key, made);
  }

  /** Partitions go with their table. */
  #dropTable(name: Name, cascade: boolean, made: Origin): void {
    const keyFor = (table: Name): string => keyOf(this.table(table)?.name ?? table);
    const key = keyFor(name);
    const partitions = this.tables.filter(
      ({ partitionOf }) => partitionOf !== undefined && keyFor(partitionOf) === key,
    );
    this.tables.delete(key);
    this.changed.set(key, made);
    this.#dropWith(key, cascade);
    partitions.forEach(([, partition]) => this.#dropTable(partition.name, cascade, made));
  }

  /** What goes with a table. */
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

  #rename(action: Extract<Action, { kind: 'rename' | 'move' }>, made: Origin): void {
    const { what, name } = action;
    const to: Name = action.kind === 'move' ? { ...name, schema: action.schema } : { ...name, name: action.to };
    if (what === 'schema') {
      return;
    }
    if (what === 'table' || (what === 'view' && this.tables.has(keyOf(name)))) {
      this.#renameTable(name, to, made);
    } else if (what === 'index') {
      replaceKey(this.indexes, keyOf(name), keyOf(to), (known) => ({ ...known, name: to }));
    } else if (what === 'column' || what === 'constraint') {
      applyToTables(this, action, made);
    } else {
      const on = what === 'trigger' || what === 'policy' ? name : undefined;
      const from = on === undefined || action.kind === 'move' ? name : { ...name, name: action.from };
      replaceKey(this.objects, objectKey(what, from, on), objectKey(what, to, on), (known) => ({ ...known, name: to }));
    }
  }

  #renameTable(name: Name, to: Name, made: Origin): void {
    const known = this.table(name);
    if (known === undefined) {
      return;
    }
    const from = keyOf(known.name);
    const renamed: Name = { ...to, schema: to.schema === name.schema ? known.name.schema : to.schema };
    const key = keyOf(renamed);
    this.tables.delete(from);
    this.tables.set(key, { ...known, name: renamed });
    this.changed.set(from, made);
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

/** As a parse tree has it. */
function written(text: string): string {
  return `"sval":${JSON.stringify(text)}`;
}

function objectKey(what: string, name: Name, on: Name | undefined): string {
  return on === undefined ? `${what} ${keyOf(name)}` : `${what} ${keyOf(on)}.${name.name}`;
}

function replaceKey<V>(map: SharedMap<V>, from: string, to: string, change: (value: V) => V): void {
  const value = map.get(from);
  if (value !== undefined) {
    map.delete(from);
    map.set(to, change(value));
  }
}
