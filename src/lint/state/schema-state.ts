import { freeName, type DefaultName } from '../../sql/default-names.ts';
import type { Action, CreateIndex } from '../../sql/statement/action.ts';
import type { ExtensionMember } from '../../sql/statement/object-action.ts';
import type { Statement } from '../../sql/statement/script.ts';
import { applyDrop } from './apply-drop.ts';
import { applyRename } from './apply-rename.ts';
import { applyToTables } from './apply-to-tables.ts';
import { addLabel, constrainDomain } from './apply-to-types.ts';
import { applyProperties } from './catalog-property.ts';
import {
  PLPGSQL,
  PUBLIC,
  type CatalogIndex,
  type CatalogObject,
  type CatalogProperty,
  type CatalogTable,
  type Origin,
} from './catalog-table.ts';
import { keyOf, type Name } from '../../sql/statement/name.ts';
import { hidesObjects } from './hidden-objects.ts';
import { objectKey } from './object-key.ts';
import type { SchemaMaps } from './schema-maps.ts';
import { SharedMap, type MapParts } from './shared-map.ts';

/** The content of a state as plain data. */
export interface StateParts {
  readonly tables: MapParts<CatalogTable>;
  readonly indexes: MapParts<CatalogIndex>;
  readonly objects: MapParts<CatalogObject>;
  readonly properties: MapParts<CatalogProperty>;
  readonly isWhole: boolean;
}

/** The schema after some statements of a chain, derived from their parse trees alone. */
export class SchemaState implements SchemaMaps {
  readonly tables: SharedMap<CatalogTable>;
  readonly indexes: SharedMap<CatalogIndex>;
  readonly objects: SharedMap<CatalogObject>;
  readonly properties: SharedMap<CatalogProperty>;
  /** Whether it has all that the statements make, since none builds SQL at run time or imports what files do not show. */
  isWhole: boolean;
  readonly changed = new Map<string, Origin>();

  /** @param of the state to copy */
  constructor(of?: Pick<SchemaState, keyof StateParts>) {
    this.tables = of?.tables.clone() ?? new SharedMap();
    this.indexes = of?.indexes.clone() ?? new SharedMap();
    this.objects =
      of?.objects.clone() ??
      new SharedMap([PUBLIC, PLPGSQL].map((each) => [objectKey(each.what, each.name), each] as const));
    this.properties = of?.properties.clone() ?? new SharedMap();
    this.isWhole = of?.isWhole ?? true;
  }

  /** A copy that changes independently. */
  clone(): SchemaState {
    return new SchemaState(this);
  }

  /** What `restore` takes: plain data, of which a state and its copies share most. */
  get parts(): StateParts {
    const { tables, indexes, objects, properties, isWhole } = this;
    return {
      tables: tables.parts,
      indexes: indexes.parts,
      objects: objects.parts,
      properties: properties.parts,
      isWhole,
    };
  }

  static restore({ tables, indexes, objects, properties, isWhole }: StateParts): SchemaState {
    return new SchemaState({
      tables: SharedMap.restore(tables),
      indexes: SharedMap.restore(indexes),
      objects: SharedMap.restore(objects),
      properties: SharedMap.restore(properties),
      isWhole,
    });
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
        this.objects.set(key, {
          what,
          name,
          on: table,
          shape,
          domain,
          member: known?.member,
          origin: known?.origin ?? origin,
        });
        if (known !== undefined) {
          this.changed.set(key, origin);
        }
        return;
      }
      case 'create-index': {
        this.#addIndex(action, origin);
        return;
      }
      case 'insert': {
        const table = action.constant ? this.table(action.table) : undefined;
        if (table?.hasSeedRows === false) {
          this.tables.set(keyOf(table.name), { ...table, hasSeedRows: true });
        }
        return;
      }
      case 'add-enum-value': {
        addLabel(this, action, origin);
        return;
      }
      case 'domain-constraint': {
        constrainDomain(this, action, origin);
        return;
      }
      case 'extension-member': {
        this.#setMember(action);
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
        applyDrop(this, action, origin);
        return;
      }
      case 'rename':
      case 'move': {
        applyRename(this, action, origin);
        return;
      }
      default: {
        applyToTables(this, action, origin);
      }
    }
  }

  /** Applies what a whole statement does beside its actions: comments, privileges and the like. */
  applyStatement(statement: Statement, file: string): void {
    const { properties, conditional, start: index } = statement;
    applyProperties(this, properties, { origin: { file, index }, conditional });
    this.isWhole &&= !hidesObjects(statement, this.objects);
  }

  /** Of overloaded functions it cannot be told which one is meant, so all count. */
  #setMember({ extension, does, what, name }: ExtensionMember): void {
    const member = does === 'add' ? extension : undefined;
    const table = what === 'table' ? this.table(name) : undefined;
    if (table !== undefined) {
      this.tables.set(keyOf(table.name), { ...table, member });
    }
    const key = objectKey(what, name);
    const known = this.objects.get(key);
    if (known !== undefined) {
      this.objects.set(key, { ...known, member });
    }
  }

  #addIndex(action: CreateIndex, origin: Origin): void {
    const { table, name, given, unique, partial, nullsNotDistinct, columns, mentioned, coverage, shape } = action;
    const known: CatalogIndex = {
      name: name ?? this.#freeName(table, given),
      table: keyOf(this.table(table)?.name ?? table),
      unique,
      partial,
      nullsNotDistinct,
      columns,
      mentioned,
      coverage,
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
}
