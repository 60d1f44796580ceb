import type { DefaultName } from '../default-names.ts';
import type { Name } from './name.ts';
import type { Expression } from './expression.ts';
import type { AlterPublication, DomainConstraint, ImportSchema, OwnSequence, Located } from './rare-actions.ts';

export interface ColumnSpec {
  name: string;
  /** As `format_type` writes it, without modifiers; empty if none is written. */
  type: string;
  /** Schema of the type, where it is written and not `pg_catalog`. */
  typeSchema: string | undefined;
  /** Length of a varchar, precision and scale of a numeric. */
  modifiers: readonly number[];
  notNull: boolean;
  defaultValue: Expression | undefined;
  /** `serial` or `bigserial`. */
  serial: boolean;
  identity: boolean;
  /** GENERATED … STORED. */
  stored: boolean;
  index: number;
}

export type ConstraintKind = 'primary key' | 'unique' | 'check' | 'foreign key' | 'exclusion' | 'not null';

export interface ConstraintSpec {
  kind: ConstraintKind;
  name: string | undefined;
  /** What PostgreSQL calls it where no name is written, and nothing else has the name. */
  given: DefaultName | undefined;
  columns: readonly string[];
  references: Name | undefined;
  /** NOT VALID */
  unvalidated: boolean;
  usingIndex: string | undefined;
  condition: Expression | undefined;
  /** DEFERRABLE, ON DELETE and the like, written out so that two can be compared. */
  manner: string;
  index: number;
}

/** Kinds of objects that have a name of their own, by the words of DROP. */
export type ObjectKind = string;

export interface CreateTable extends Located {
  kind: 'create-table';
  table: Name;
  guarded: boolean;
  temporary: boolean;
  /** ON COMMIT DROP */
  dropsAtCommit: boolean;
  columns: readonly ColumnSpec[];
  constraints: readonly ConstraintSpec[];
  /** Its columns come from elsewhere too: AS SELECT, LIKE, OF, INHERITS. */
  hasMore: boolean;
  partitionOf: Name | undefined;
  partitioned: boolean;
}

export interface CreateIndex extends Located {
  kind: 'create-index';
  table: Name;
  name: Name | undefined;
  /** What PostgreSQL calls it where no name is written, and nothing else has the name. */
  given: DefaultName;
  unique: boolean;
  concurrently: boolean;
  guarded: boolean;
  /** Names of its key columns; an expression is the empty string. */
  columns: readonly string[];
  /** Columns of any kind: of expressions, of the condition, included ones. */
  mentioned: readonly string[];
  partial: boolean;
  /** Written without positions, so that two definitions can be compared. */
  shape: () => string;
}

/** Any other object that is made. */
export interface Create extends Located {
  kind: 'create';
  what: ObjectKind;
  name: Name;
  /** The table of a trigger, policy or rule. */
  on: Name | undefined;
  guarded: boolean;
  /** The table whose column a sequence is owned by. */
  owner: Name | undefined;
  /** Labels of an enum. */
  labels: readonly string[];
  /** Constraints of a domain. */
  constraints: number;
  shape: () => string;
}

export interface Drop extends Located {
  kind: 'drop';
  what: ObjectKind;
  name: Name;
  on: Name | undefined;
  guarded: boolean;
  cascade: boolean;
  concurrently: boolean;
}

export interface Rename extends Located {
  kind: 'rename';
  what: ObjectKind;
  /** The object, or the table that it belongs to. */
  name: Name;
  from: string;
  to: string;
  guarded: boolean;
}

export interface Move extends Located {
  kind: 'move';
  what: ObjectKind;
  name: Name;
  schema: string;
  guarded: boolean;
}

export interface AddColumn extends Located {
  kind: 'add-column';
  table: Name;
  guarded: boolean;
  column: ColumnSpec;
  constraints: readonly ConstraintSpec[];
}

export interface DropColumn extends Located {
  kind: 'drop-column';
  table: Name;
  column: string;
  guarded: boolean;
  cascade: boolean;
}

export interface AlterColumn extends Located {
  kind: 'alter-column';
  change: 'type' | 'set-default' | 'drop-default' | 'set-not-null' | 'drop-not-null';
  table: Name;
  column: string;
  /** The new type. */
  spec: ColumnSpec | undefined;
  using: Expression | undefined;
  defaultValue: Expression | undefined;
}

export interface AddConstraint extends Located {
  kind: 'add-constraint';
  table: Name;
  constraint: ConstraintSpec;
}

export interface DropConstraint extends Located {
  kind: 'drop-constraint';
  table: Name;
  name: string;
  guarded: boolean;
  cascade: boolean;
}

/** Any other command of ALTER TABLE, by the parse tree's word for it. */
export interface AlterTable extends Located {
  kind: 'alter-table';
  subtype: string;
  table: Name;
  name: string | undefined;
  partition: Name | undefined;
  concurrently: boolean;
}

export interface AddEnumValue extends Located {
  kind: 'add-enum-value';
  type: Name;
  /** The label before a rename. */
  old: string | undefined;
  label: string;
  guarded: boolean;
  /** BEFORE or AFTER is written. */
  placed: boolean;
}

/**
 * What each run writes into a column: the same value, another one that no row has, or the column's default. NULL is
 * unknown, because only a few keys hold it for equal.
 */
export type Repetition = 'same' | 'new' | 'default' | 'unknown';

export interface Insert extends Located {
  kind: 'insert';
  table: Name;
  /** The rows stand in the statement: they come from no table. */
  constant: boolean;
  /** ON CONFLICT, or a query that looks for what is there. */
  guarded: boolean;
  /** ON CONFLICT DO NOTHING is all that keeps rows out. */
  passesOver: boolean;
  /** Undefined where none are written: all of the table, in their order. */
  columns: readonly string[] | undefined;
  /** Of the values, by position; undefined where the positions cannot be told. */
  repetitions: () => readonly Repetition[] | undefined;
  /** What ON CONFLICT DO UPDATE writes. */
  updated: Pick<Update, 'where' | 'assignments'>;
  /** It stands in the WITH of another statement. */
  inWith: boolean;
}

export interface Assignment {
  column: string;
  value: Expression;
  /** Only an element of an array, or a field, is written. */
  isPart: boolean;
  /** The value is computed from what the column holds. */
  fromItself: boolean;
}

export interface Update extends Located {
  kind: 'update';
  table: Name;
  where: Expression | undefined;
  assignments: readonly Assignment[];
}

export interface Delete extends Located {
  kind: 'delete';
  table: Name;
  where: Expression | undefined;
}

export interface Truncate extends Located {
  kind: 'truncate';
  table: Name;
  cascade: boolean;
}

export interface Comment extends Located {
  kind: 'comment';
  what: ObjectKind;
  path: readonly string[];
  text: string | undefined;
}

/** SET, RESET, set_config. */
export interface Setting extends Located {
  kind: 'setting';
  name: string;
  values: readonly string[];
  local: boolean;
  reset: boolean;
}

export interface TransactionControl extends Located {
  kind: 'transaction';
  does: 'begin' | 'commit' | 'rollback' | 'savepoint';
}

/** A statement of maintenance: VACUUM, CLUSTER, REINDEX, REFRESH, LOCK. */
export interface Maintain extends Located {
  kind: 'maintain';
  does: 'vacuum' | 'vacuum full' | 'cluster' | 'reindex' | 'refresh' | 'lock';
  name: Name | undefined;
  concurrently: boolean;
}

/** What one statement does, one entry for each object; a statement that nothing is asked of has none. */
export type Action =
  | AddColumn
  | AddConstraint
  | AddEnumValue
  | AlterColumn
  | AlterPublication
  | AlterTable
  | Comment
  | Create
  | CreateIndex
  | CreateTable
  | Delete
  | DomainConstraint
  | Drop
  | DropColumn
  | DropConstraint
  | ImportSchema
  | Insert
  | Maintain
  | Move
  | OwnSequence
  | Rename
  | Setting
  | TransactionControl
  | Truncate
  | Update;
