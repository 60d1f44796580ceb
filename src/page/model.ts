import type { ObjectKind } from '../catalog/snapshot/catalog-object.ts';
import type { VerifyReportJson } from '../report/verify-json.ts';

/**
 * Everything that the page shows, as plain JSON. The page computes the state at any version from the histories of the
 * objects, so that two versions can be compared without a snapshot for each.
 */
export interface PageModel {
  formatVersion: 1;
  title: string;
  /** The version of this tool, such as `0.1.0`. */
  tool: string;
  /** The release of PostgreSQL that the migrations ran on, such as `18.4`; null if none was started. */
  postgres: string | null;
  /** In ascending order. A place in this list is an index plus 1 in the histories; 0 stands for the state before all. */
  migrations: PageMigration[];
  /**
   * Every object that any version has or had, sorted by kind and name, without members of extensions and without the
   * constraints that are only the NOT NULL of a column.
   */
  objects: ObjectHistory[];
  /** Why the chain could not be run to its end, if so; everything else is given up to there. */
  failure: PageFailure | null;
  /** Findings about the folder itself, and what was not compared. */
  notes: string[];
  /** Rows of a database, if one was named. */
  data: PageData | null;
  /** What a production database says, if one was named. */
  production: PageProduction | null;
}

/** One migration with what it does. */
export interface PageMigration {
  /** As digits: versions may be past 2^53. */
  version: string;
  name: string;
  up: PageFile | null;
  down: PageFile | null;
  /** Rows that the up adds, changes or removes in a chain that starts from nothing. */
  rows: { table: string; before: number | null; after: number | null }[];
  /** The verdicts of `verify`; null if it did not judge this migration. */
  verdict: VerifyReportJson['migrations'][number] | null;
  /** Locks that the statements of the up take, in the order of the file. */
  locks: PageLock[];
  /** Whether the down restores the schema; null if nobody knows. */
  reversible: boolean | null;
  /** One sentence for each table or column that loses data from before the up, by the up or the down. */
  dataLost: string[];
  /**
   * Kind and name of each table and column that the up adds and that holds rows or values of its own; not of what it renames
   * or moves. Undoing the migration removes what was written there.
   */
  dataAdded: string[];
  /** Whether `--changed-since` names it, or no such option was given. */
  changed: boolean;
}

export interface PageFile {
  /** As the user would write it, such as `migrations/000001_sites.up.sql`. */
  path: string;
  sql: string;
  lint: PageLint[];
}

export interface PageLint {
  rule: string;
  severity: 'error' | 'warning';
  line: number;
  what: string;
  why: string;
  fix: string;
  /** Why it is accepted, if it is. */
  accepted: string | null;
}

export interface PageLock {
  line: number;
  /** The table or index, as in SQL. */
  object: string;
  /** PostgreSQL's name of the mode, such as `ACCESS EXCLUSIVE`. */
  mode: string;
  /** The whole table is written again. */
  rewrites: boolean;
  /** The whole table is read. */
  scans: boolean;
}

/** One object through all versions. */
export interface ObjectHistory {
  kind: ObjectKind;
  /** Quoted and qualified as in SQL: `public.sites.name`. */
  name: string;
  /** Kind and name of the object that this one is a part of, such as `table public.sites`. */
  parent: string | null;
  /** In ascending order of `at`; the first is `added`. */
  changes: ObjectStep[];
}

export interface ObjectStep {
  /** Place of the migration in `migrations`, counted from 1; 0 for what is there before the first one. */
  at: number;
  change: 'added' | 'changed' | 'removed';
  /** The definition on one line; empty for `removed`. */
  summary: string;
  /**
   * Properties by name, as in a snapshot of the catalog; empty for `removed`. The `position` of a column stays the same
   * while its neighbors come and go: it sorts the columns of a table, and need not be a whole number.
   */
  definition: Readonly<Record<string, string | number | boolean>>;
  /** The line of the up that does it, if a statement names the object. */
  line: number | null;
}

export interface PageFailure {
  /** Version of the migration that failed, or null if none could be read. */
  version: string | null;
  file: string | null;
  line: number | null;
  /** The message, the code frame and the hint, one line each. */
  lines: string[];
}

/** Rows of a database, without personal data unless asked. */
export interface PageData {
  /** Where the rows are, without a password. */
  source: string;
  tables: { name: string; rows: number; exact: boolean; bytes: number }[];
  /** One for each table with a column of time, and for each dataset where tables hold several. */
  series: PageSeries[];
  /** Clients, their sites, and the sites' datasets, where the tables of this field exist; otherwise empty. */
  tree: PageTreeNode[];
}

export interface PageSeries {
  label: string;
  table: string;
  column: string;
  /** ISO 8601. */
  from: string;
  to: string;
  rows: number;
  /**
   * Half-open spans without a row, longest first, at most 20, and how many rows of the usual step fit in each. None where
   * fewer than half of the steps are alike, or where the time is that of an event: there is no usual step.
   */
  gaps: { from: string; to: string; missing: number }[];
  /** How many gaps there are, and the rows that fit in all of them. */
  gapCount: number;
  missing: number;
  /** At most 400 sampled points: time in ISO 8601, and the value. */
  points: [string, number][];
  unit: string | null;
}

export interface PageTreeNode {
  label: string;
  /** Such as `client`, `site`, `dataset`. */
  kind: string;
  detail: string;
  children: PageTreeNode[];
}

export interface PageProduction {
  /** Without a password. */
  source: string;
  /** The ledger's version as digits; null for an empty ledger. */
  version: string | null;
  dirty: boolean;
  /** Versions of the folder that the ledger does not have yet. */
  pending: string[];
  /** One line for each difference between the database and the migrations at that version. */
  drift: {
    object: string;
    change: 'added' | 'removed' | 'changed';
    lines: string[];
    file: string | null;
    line: number | null;
  }[];
  notes: string[];
}
