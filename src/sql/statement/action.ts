import type { LazyText } from '../lazy-text.ts';
import type { DefaultName } from '../default-names.ts';
import type { Name } from './name.ts';
import type { Comment, ExtensionMember, Grant, OtherChange } from './object-action.ts';
import type { Delete, Insert, Truncate, Update, WriteRows } from './row-action.ts';
import type { ColumnSpec, ConstraintSpec, IdentityKind, Located } from './table-spec.ts';
import type { Expression } from './expression.ts';

/** Kinds of named objects, by the words of DROP. */
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
  /** AS SELECT, SELECT INTO */
  fromQuery: boolean;
  partitionOf: Name | undefined;
  /** PARTITION OF … DEFAULT */
  isDefaultPartition: boolean;
  partitioned: boolean;
  /** Columns of PARTITION BY. */
  partitionKey: readonly string[];
  unlogged: boolean;
}

export interface CreateIndex extends Located {
  kind: 'create-index';
  table: Name;
  name: Name | undefined;
  /** What PostgreSQL calls it where no name is written, and nothing else has the name. */
  given: DefaultName;
  unique: boolean;
  concurrently: boolean;
  /** ON ONLY: partitions get no index. */
  only: boolean;
  guarded: boolean;
  /** Names of its key columns; an expression is the empty string. */
  columns: readonly string[];
  /** Columns of any kind: of expressions, of the condition, included ones. */
  mentioned: readonly string[];
  partial: boolean;
  nullsNotDistinct: boolean;
  /** A column or expression that it has twice. */
  repeated: string | undefined;
  /** The same for two indexes of which one is enough, apart from uniqueness. */
  coverage: LazyText;
  /** Written without positions, so that two definitions can be compared. */
  shape: LazyText;
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
  /** Columns of a composite type. */
  columns: readonly ColumnSpec[];
  /** Constraints of a domain. */
  constraints: number;
  /** The type that a domain is based on. */
  base: ColumnSpec | undefined;
  /** Types of a function's arguments. */
  args: readonly string[] | undefined;
  shape: LazyText;
}

export interface Drop extends Located {
  kind: 'drop';
  what: ObjectKind;
  name: Name;
  /** Types of a routine's arguments; undefined where none are written. */
  args: readonly string[] | undefined;
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
  /** ATTACH PARTITION … DEFAULT */
  isDefaultPartition: boolean;
  concurrently: boolean;
  /** Of SET EXPRESSION. */
  expression: Expression | undefined;
  /** Of ADD GENERATED … AS IDENTITY and SET GENERATED. */
  identity: IdentityKind | undefined;
  /** Of ALTER CONSTRAINT … [NOT] ENFORCED. */
  enforced: boolean | undefined;
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
  /** What LOCK TABLE blocks. */
  blocks: 'reads and writes' | 'writes' | undefined;
}

/** ALTER DOMAIN … ADD or DROP CONSTRAINT */
export interface DomainConstraint extends Located {
  kind: 'domain-constraint';
  domain: Name;
  does: 'add' | 'drop';
  name: string | undefined;
  unvalidated: boolean;
  guarded: boolean;
  shape: LazyText;
}

/** Tables and schemas that come to a publication or leave it. */
export interface AlterPublication extends Located {
  kind: 'alter-publication';
  name: Name;
  does: 'add' | 'drop' | 'set';
  /** Keys of the tables, and names of the schemas. */
  members: readonly string[];
}

/** IMPORT FOREIGN SCHEMA */
export interface ImportSchema extends Located {
  kind: 'import-schema';
  from: string;
  /** The schema that the tables are made in. */
  to: string;
}

/** ALTER SEQUENCE … OWNED BY */
export interface OwnSequence extends Located {
  kind: 'own-sequence';
  name: Name;
  /** Undefined for OWNED BY NONE. */
  owner: Name | undefined;
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
  | ExtensionMember
  | Grant
  | ImportSchema
  | Insert
  | Maintain
  | Move
  | OtherChange
  | OwnSequence
  | Rename
  | Setting
  | TransactionControl
  | Truncate
  | Update
  | WriteRows;
