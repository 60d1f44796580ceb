import type { ColumnSpec, ConstraintSpec } from '../../sql/statement/action.ts';
import type { Name } from '../../sql/statement/name.ts';

/** Where something was made or changed. */
export interface Place {
  file: string;
  index: number;
}

export interface KnownColumn extends ColumnSpec {
  /** Kept when it is renamed. */
  id: symbol;
  made: Place;
}

export interface KnownConstraint extends ConstraintSpec {
  made: Place;
}

/** A table that the chain has made; never changed, only replaced by another that differs. */
export interface KnownTable {
  /** Kept when it is renamed. */
  id: symbol;
  name: Name;
  made: Place;
  columns: ReadonlyMap<string, KnownColumn>;
  constraints: ReadonlyMap<string, KnownConstraint>;
  /** Whether all of its columns are known. */
  complete: boolean;
  temporary: boolean;
  partitioned: boolean;
  partitionOf: Name | undefined;
}

export interface KnownIndex {
  name: Name;
  /** Key of its table. */
  table: string;
  unique: boolean;
  partial: boolean;
  columns: readonly string[];
  /** Columns of any kind: of expressions, of the condition, included ones. */
  mentioned: readonly string[];
  shape: () => string;
  made: Place;
}

export interface KnownObject {
  what: string;
  name: Name;
  /** Key of the table that it goes with: of a trigger, policy or rule, or of a sequence's column. */
  on: string | undefined;
  shape: () => string;
  made: Place;
}

/** A database has it from the beginning. */
export const PUBLIC: KnownObject = {
  what: 'schema',
  name: { schema: '', name: 'public', qualified: false },
  on: undefined,
  shape: () => '',
  made: { file: '', index: 0 },
};

/** Kinds of objects that depend on others than tables. */
export const GOES_ALONG = new Set(['server', 'user mapping', 'cast', 'transform', 'event trigger', 'operator class']);

/** Of a definition whose table or columns have other names now: it is not compared. */
export function untold(): string {
  return '';
}
