import type { ColumnSpec, ConstraintSpec } from '../../sql/statement/table-spec.ts';
import type { Name } from '../../sql/statement/name.ts';

/** Where something was made or changed. */
export interface Origin {
  file: string;
  index: number;
}

export interface CatalogColumn extends ColumnSpec {
  /** Kept when it is renamed. */
  id: symbol;
  made: Origin;
}

export interface CatalogConstraint extends ConstraintSpec {
  made: Origin;
}

/** A table that the chain has made; never changed, only replaced by another that differs. */
export interface CatalogTable {
  /** Kept when it is renamed. */
  id: symbol;
  name: Name;
  made: Origin;
  columns: ReadonlyMap<string, CatalogColumn>;
  constraints: ReadonlyMap<string, CatalogConstraint>;
  /** Whether all of its columns are known. */
  complete: boolean;
  temporary: boolean;
  partitioned: boolean;
  partitionOf: Name | undefined;
}

export interface CatalogIndex {
  name: Name;
  /** Key of its table. */
  table: string;
  unique: boolean;
  partial: boolean;
  columns: readonly string[];
  /** Columns of any kind: of expressions, of the condition, included ones. */
  mentioned: readonly string[];
  shape: () => string;
  made: Origin;
}

export interface CatalogObject {
  what: string;
  name: Name;
  /** Key of the table that it goes with: of a trigger, policy or rule, or of a sequence's column. */
  on: string | undefined;
  shape: () => string;
  made: Origin;
}

/** A database has it from the beginning. */
export const PUBLIC: CatalogObject = {
  what: 'schema',
  name: { schema: '', name: 'public', qualified: false },
  on: undefined,
  shape: () => '',
  made: { file: '', index: 0 },
};

/** Kinds of objects that depend on others than tables. */
export const GOES_ALONG = new Set(['server', 'user mapping', 'cast', 'transform', 'event trigger', 'operator class']);

/** Of a definition whose table or columns have other names now: it is not compared. */
export function unknownDefinition(): string {
  return '';
}
