import type { LazyText } from '../../sql/lazy-text.ts';
import type { ColumnSpec, ConstraintSpec } from '../../sql/statement/table-spec.ts';
import type { PropertyChange } from '../../sql/properties/property.ts';
import type { Name } from '../../sql/statement/name.ts';

/** Equal to itself only; the name at first is for people who debug. */
export interface Identity {
  readonly createdAs: string;
}

/** Where something was created or changed. */
export interface Origin {
  file: string;
  index: number;
}

export interface CatalogColumn extends ColumnSpec {
  /** Stays the same when the column is renamed. */
  id: Identity;
  origin: Origin;
}

export interface CatalogConstraint extends ConstraintSpec {
  origin: Origin;
}

/** A table that a migration creates. It is immutable: a change replaces it. */
export interface CatalogTable {
  /** Stays the same when the table is renamed. */
  id: Identity;
  name: Name;
  origin: Origin;
  columns: ReadonlyMap<string, CatalogColumn>;
  constraints: ReadonlyMap<string, CatalogConstraint>;
  /** Whether all of its columns are known. */
  complete: boolean;
  temporary: boolean;
  partitioned: boolean;
  partitionKey: readonly string[];
  partitionOf: Name | undefined;
  isDefaultPartition: boolean;
  unlogged: boolean;
  /** A migration inserts rows that stand in its statement. */
  hasSeedRows: boolean;
  /** The extension that it was added to. */
  member: string | undefined;
}

export interface CatalogIndex {
  name: Name;
  /** Key of its table. */
  table: string;
  unique: boolean;
  partial: boolean;
  nullsNotDistinct: boolean;
  columns: readonly string[];
  /** All columns that it uses: in expressions, in its condition, and included ones. */
  mentioned: readonly string[];
  /** Empty if it is not known. */
  coverage: LazyText;
  shape: LazyText;
  origin: Origin;
}

export interface CatalogObject {
  what: string;
  name: Name;
  /** Key of the table that it belongs to: of a trigger, policy or rule, or of a sequence's column. */
  on: string | undefined;
  shape: LazyText;
  /** Of a domain. */
  domain: CatalogDomain | undefined;
  /** The extension that it was added to. */
  member: string | undefined;
  origin: Origin;
}

export interface CatalogDomain {
  base: ColumnSpec;
  /** Number of its constraints. */
  constraints: number;
}

/** A property of an object that is no object itself. */
export interface CatalogProperty extends Omit<PropertyChange, 'initial' | 'value'> {
  /** Undefined where a condition decides. */
  value: string | undefined;
  origin: Origin;
}

/** Every database has it. */
export const PUBLIC: CatalogObject = {
  what: 'schema',
  name: { schema: '', name: 'public', qualified: false },
  on: undefined,
  shape: '',
  domain: undefined,
  member: undefined,
  origin: { file: '', index: 0 },
};

/** initdb creates it in every database. */
export const PLPGSQL: CatalogObject = { ...PUBLIC, what: 'extension', name: { ...PUBLIC.name, name: 'plpgsql' } };

/** Kinds of objects that depend on objects other than tables. */
export const DEPENDENT_KINDS = new Set([
  'server',
  'user mapping',
  'cast',
  'transform',
  'event trigger',
  'operator class',
]);

/** The definition of something whose table or columns were renamed: it is not compared. */
export const UNKNOWN_DEFINITION = '';
