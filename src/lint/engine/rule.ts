import type { Edit, Severity } from '../../findings/finding.ts';
import type { ChangesSince } from '../../migrations/pairs/changes-since.ts';
import type { FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import type { Direction, Migration } from '../../migrations/pairs/migration.ts';
import type { Action } from '../../sql/statement/action.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { ColumnSpec } from '../../sql/statement/table-spec.ts';
import type { SchemaState } from '../state/schema-state.ts';
import type { LintFile, LintStatement } from './lint-file.ts';

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

/** What a rule found in a file. */
export interface RuleFinding {
  /** Index into the file's text; undefined if the finding is about the whole file. */
  index: number | undefined;
  /** What is wrong, in a few words. */
  what: string;
  /** How to fix this case, if more can be said than the rule's remedy. */
  fix?: string | undefined;
  /** SQL that would fix it. */
  sql?: string | undefined;
  /** What `--fix` may change: the first run must have the same effect as before. */
  edits?: readonly Edit[] | undefined;
}

/** A finding of a rule that looks at more than one file. */
export interface LocatedRuleFinding extends RuleFinding {
  /** Path of the file or folder. */
  file: string;
}

/** What a rule may know about a statement's surroundings. */
export interface RuleContext {
  file: LintFile;
  statement: LintStatement;
  /** The schema before the statement. */
  schema: SchemaState;
  /** The name that PostgreSQL chooses for each unnamed index or constraint of the statement, if that is certain. */
  defaultNames: ReadonlyMap<Action, string>;
  /** Whether this file creates the table, so that it is empty and not yet in use. */
  isNew: (table: Name) => boolean;
}

/** A migration and the schema around its two files. */
export interface Pair {
  migration: Migration;
  up: LintFile | undefined;
  down: LintFile | undefined;
  /** The schema before the up. */
  before: SchemaState;
  afterUp: SchemaState;
  /** The schema after up and down. */
  afterDown: SchemaState;
}

/** What is kept of a file after its pair was checked. */
export interface ChainFile {
  path: string;
  direction: Direction;
  version: bigint;
  /** Whether it has no content at all. */
  isEmpty: boolean;
}

/** The whole folder. */
export interface Chain {
  found: FoundMigrations;
  files: readonly ChainFile[];
  /** The schema after all ups: what a later migration has corrected is not reported. */
  end: SchemaState;
  /** Undefined without `changedSince`. */
  changes: ChangesSince | undefined;
  /** Whether git tracks the client data. */
  clientDataTracked: boolean;
}

/** What a rule looks at. A check is a pure function. */
export type Check =
  | {
      on: 'action';
      /** The check is called for actions of these kinds only. */
      kinds: readonly Action['kind'][];
      check: (action: Action, context: RuleContext) => RuleFinding | undefined;
    }
  | {
      on: 'statement';
      /** The check is called only for statements with an action of such a kind; for all statements by default. */
      kinds?: readonly Action['kind'][];
      check: (statement: LintStatement, context: RuleContext) => RuleFinding | undefined;
    }
  | { on: 'file'; check: (file: LintFile, pair: Pair) => readonly RuleFinding[] }
  | { on: 'pair'; check: (pair: Pair) => readonly LocatedRuleFinding[] }
  /**
   * What is wrong with a column that an up adds or gives another type, after the column's name. A column that a later
   * migration drops or corrects is not reported.
   */
  | { on: 'column'; check: (column: ColumnSpec) => string | undefined }
  | { on: 'chain'; check: (chain: Chain) => readonly LocatedRuleFinding[] }
  /** Reported when suppression comments are read. */
  | { on: 'suppressions' };

/** The texts and settings of a rule. */
export interface RuleDescription {
  /** Name of its file, its fixture folder and its section in the documentation. */
  id: string;
  group: RuleGroup;
  /** When it reports a finding. */
  condition: string;
  /** The consequence. */
  effect: string;
  /** How to fix it, in the imperative. */
  remedy: string;
  /** Its severity in the built-in presets; off where none is given. A ruleset sets the severities of its own presets. */
  presets: Readonly<Partial<Record<BuiltInPreset, Severity>>>;
  /** Only for files of this direction; for both by default. */
  only?: Direction | undefined;
  /** Rules of other linters that it covers, e.g. `squawk ban-drop-column`. */
  covers?: readonly string[] | undefined;
}

export type BuiltInPreset = 'recommended' | 'strict';

export type Rule = RuleDescription & Check;

export type RuleOn<T extends Rule['on']> = Extract<Rule, { on: T }>;

/** A finding with its rule and file. */
export interface Found {
  rule: Rule;
  finding: RuleFinding;
  file: string;
  version: bigint | undefined;
}
