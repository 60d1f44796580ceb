import type { DefaultName } from '../default-names.ts';
import type { Expression } from './expression.ts';
import type { Name } from './name.ts';

export interface Located {
  /** Index into the file's text of what the finding is about. */
  index: number;
}

export interface ColumnSpec extends Located {
  name: string;
  /** As `format_type` writes it, without modifiers; empty if none is written. */
  type: string;
  /** Schema of the type, where it is written and not `pg_catalog`. */
  typeSchema: string | undefined;
  /** Length of a varchar, precision and scale of a numeric. */
  modifiers: readonly number[];
  /** COLLATE */
  collation: string | undefined;
  notNull: boolean;
  /** The name that is written for its NOT NULL constraint. */
  notNullName: string | undefined;
  defaultValue: Expression | undefined;
  /** `serial` or `bigserial`. */
  serial: boolean;
  identity: IdentityKind | undefined;
  /** GENERATED ALWAYS AS (…). */
  generated: GeneratedColumn | undefined;
}

export type IdentityKind = 'ALWAYS' | 'BY DEFAULT';

export interface GeneratedColumn {
  /** STORED, not VIRTUAL. */
  stored: boolean;
  value: Expression;
}

export type ConstraintKind = 'primary key' | 'unique' | 'check' | 'foreign key' | 'exclusion' | 'not null';

export interface ConstraintSpec extends Located {
  kind: ConstraintKind;
  name: string | undefined;
  /** What PostgreSQL calls it where no name is written, and nothing else has the name. */
  given: DefaultName | undefined;
  columns: readonly string[];
  references: Name | undefined;
  /** Columns of the other table that are written; none means its primary key. */
  referencedColumns: readonly string[];
  /** NOT VALID, or NOT ENFORCED. */
  unvalidated: boolean;
  usingIndex: string | undefined;
  condition: Expression | undefined;
  deferrable: boolean;
  nullsNotDistinct: boolean;
  withoutOverlaps: boolean;
  /** DEFERRABLE, ON DELETE and the like, written out so that two can be compared. */
  manner: string;
}
