import type { Direction } from '../../migrations/pairs/migration.ts';
import type { RunMode } from '../../sql/run-mode.ts';
import type { Statement } from '../../sql/statement/script.ts';
import type { TextPosition } from '../../sql/text-position.ts';

/** A statement of a file, or of a DO block in it. */
export type LintStatement = Statement;

/** Why a file cannot be read or parsed. */
export interface Unparsable {
  code: string;
  what: string;
  hint: string | undefined;
  index: number;
}

/** The text of a file, and line and column of each index. In some layouts a file is up and down: the other half is blank. */
export interface Source {
  path: string;
  text: string;
  positionOf: (index: number) => TextPosition;
}

/** BEGIN … COMMIT in a file. */
export interface TransactionBlock {
  begin: LintStatement;
  /** Undefined if the file ends first. */
  end: LintStatement | undefined;
  rolledBack: boolean;
  /** Every BEGIN inside it. */
  nested: LintStatement[];
}

/** How a file's statements are divided into transactions. */
export interface TransactionShape {
  blocks: readonly TransactionBlock[];
  /** Top-level statements outside all blocks, without transaction control. */
  outside: readonly LintStatement[];
  /** COMMIT and ROLLBACK while no block is open. */
  stray: readonly LintStatement[];
  /** The block of a statement; for one in a DO block, the block of the DO block. */
  blockOf: (statement: LintStatement) => TransactionBlock | undefined;
}

/** A file as the rules see it. */
export interface LintFile extends Source {
  direction: Direction;
  /** In order; the statements of a DO block follow it. */
  statements: readonly LintStatement[];
  /** Function and DO bodies that PL/pgSQL rejects. */
  badBodies: readonly Unparsable[];
  transactions: TransactionShape;
  /** How the tool runs the file. */
  mode: RunMode;
  /** The line that makes the tool run it outside a transaction; undefined where there is none. */
  withoutTransaction: string | undefined;
  unparsable: Unparsable | undefined;
}
