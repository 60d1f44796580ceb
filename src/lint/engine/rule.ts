import type { Edit, Severity } from '../../findings/finding.ts';
import type { LINT_PRESETS } from '../../configuration/lint-schema.ts';
import type { ChangesSince } from '../../migrations/pairs/changes-since.ts';
import type { FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import type { Direction, Migration } from '../../migrations/pairs/migration.ts';
import type { Action } from '../../sql/statement/action.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { MadeColumns } from '../facts/new-columns.ts';
import type { LintFile, LintStatement } from './parse-file.ts';
import type { SchemaState } from '../state/schema-state.ts';

export const GROUPS = [
  'files',
  'transactions',
  'idempotency',
  'reversal',
  'destruction',
  'new columns',
  'locks and rewrites',
  'types and conventions',
] as const;

export type RuleGroup = (typeof GROUPS)[number];

export type Preset = (typeof LINT_PRESETS)[number];

/** What a rule has found in a file. */
export interface RuleFinding {
  /** Index into the file's text; undefined where no one place is meant. */
  index: number | undefined;
  /** What is so, in a few words. */
  what: string;
  /** How to fix this very case, where more can be said than the rule's remedy. */
  fix?: string | undefined;
  /** SQL that would fix it. */
  sql?: string | undefined;
  /** What `--fix` may do, because it changes no effect of the first run. */
  edits?: readonly Edit[] | undefined;
}

/** The same where the file has to be told. */
export interface LocatedRuleFinding extends RuleFinding {
  /** Path of the file or folder. */
  file: string;
}

/** What is known where a statement stands. */
export interface RuleContext {
  file: LintFile;
  statement: LintStatement;
  /** What the chain has made up to here. */
  schema: SchemaState;
  /** The names that PostgreSQL gives to what the statement creates without one, by action, where they can be told. */
  given: ReadonlyMap<Action, string>;
  /** Whether this very file has made the table, so that it is empty and nobody else uses it. */
  isNew: (table: Name) => boolean;
}

/** A migration with all that its two files do. */
export interface Pair {
  migration: Migration;
  up: LintFile | undefined;
  down: LintFile | undefined;
  /** What the chain has made before the up, after it, and after up and down. */
  before: SchemaState;
  after: SchemaState;
  undone: SchemaState;
}

/** What is kept of a file when its pair has been looked at. */
export interface ChainFile {
  path: string;
  direction: Direction;
  version: bigint;
  /** It holds no byte. */
  isEmpty: boolean;
  /** The columns that an up creates or gives another type, action by action. */
  columns: readonly MadeColumns[];
}

/** The whole folder. */
export interface Chain {
  found: FoundMigrations;
  files: readonly ChainFile[];
  /** What the chain leaves when all of it has run: what a later migration has fixed is no longer wrong. */
  end: SchemaState;
  /** Undefined where nobody asked what has changed. */
  changes: ChangesSince | undefined;
  /** Whether git keeps the client data. */
  clientDataTracked: boolean;
}

/** What a rule looks at; a check is a pure function. */
export type Check =
  | {
      on: 'action';
      /** The kinds of actions that it may find something in: it is asked about no others. */
      kinds: readonly Action['kind'][];
      check: (action: Action, context: RuleContext) => RuleFinding | undefined;
    }
  | {
      on: 'statement';
      /** It is asked only about statements with an action of such a kind; about all unless told. */
      kinds?: readonly Action['kind'][];
      check: (statement: LintStatement, context: RuleContext) => RuleFinding | undefined;
    }
  | { on: 'file'; check: (file: LintFile, pair: Pair) => readonly RuleFinding[] }
  | { on: 'pair'; check: (pair: Pair) => readonly LocatedRuleFinding[] }
  | { on: 'chain'; check: (chain: Chain) => readonly LocatedRuleFinding[] }
  /** Found while comments that keep findings back are read. */
  | { on: 'suppressions' };

/** A rule is its text, where it holds, and a check. */
export type Rule = Check & {
  /** Its file's name, its fixtures' and its anchor in the documentation. */
  id: string;
  group: RuleGroup;
  /** When it speaks: the end of the sentence "It is found where …". */
  condition: string;
  /** What comes of it. */
  effect: string;
  /** How to fix it, in the imperative. */
  remedy: string;
  /** In which presets it is on, and how severe. */
  presets: Readonly<Partial<Record<Preset, Severity>>>;
  /** The halves that it is for; both unless told. */
  only?: Direction | undefined;
  /** Rules of other linters that it covers, e.g. `squawk ban-drop-column`. */
  covers?: readonly string[] | undefined;
};
