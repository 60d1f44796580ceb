import * as v from 'valibot';

import { OBJECT_KINDS } from '../catalog/snapshot/catalog-object.ts';
import { LOCK_MODES } from '../lint/locks/statement-locks.ts';
import { MIGRATION as VERIFIED_MIGRATION } from '../report/verify-json.ts';

function described<const TSchema extends v.GenericSchema>(schema: TSchema, description: string) {
  return v.pipe(schema, v.description(description));
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const lineIfKnown = v.nullable(line);
const texts = v.array(v.string());

const CHANGE = v.picklist(['added', 'changed', 'removed']);

const LINT = v.strictObject({
  rule: described(v.string(), 'Id of the rule; see docs/lint.md.'),
  severity: v.picklist(['error', 'warning']),
  line,
  what: v.string(),
  why: v.string(),
  fix: v.string(),
  accepted: described(v.nullable(v.string()), 'Why it is accepted, if it is.'),
});

const FILE = v.strictObject({
  path: described(v.string(), 'As a person would write it, such as migrations/000001_sites.up.sql.'),
  sql: v.string(),
  lint: v.array(LINT),
});

const LOCK = v.strictObject({
  line,
  object: described(v.string(), 'The table or materialized view, as in SQL.'),
  mode: described(v.picklist(LOCK_MODES), "PostgreSQL's name of the mode."),
  rewrites: described(v.boolean(), 'The whole table is written again.'),
  scans: described(v.boolean(), 'The whole table is read.'),
});

const PAGE_MIGRATION = v.strictObject({
  version: described(v.string(), 'As digits: versions may be past 2^53.'),
  name: v.string(),
  up: v.nullable(FILE),
  down: v.nullable(FILE),
  rows: described(
    v.array(v.strictObject({ table: v.string(), before: v.nullable(count), after: v.nullable(count) })),
    'Rows that the up adds, changes or removes in a chain that starts from nothing; null where there is no table.',
  ),
  verdict: described(
    v.nullable(VERIFIED_MIGRATION),
    'The verdicts of verify; null if it did not judge this migration.',
  ),
  locks: described(v.array(LOCK), 'Locks that the statements of the up take, in the order of the file.'),
  reversible: described(v.nullable(v.boolean()), 'Whether the down restores the schema; null if nobody knows.'),
  dataLost: described(
    texts,
    'One sentence for each table or column that loses data from before the up, by the up or the down.',
  ),
  dataAdded: described(
    texts,
    'Kind and name of each table and column that the up adds and that holds rows or values of its own; not of what it renames ' +
      'or moves. Undoing the migration removes what was written there.',
  ),
  changed: described(v.boolean(), 'Whether --changed-since names it, or no such option was given.'),
});

const STEP = v.strictObject({
  at: described(count, 'Place of the migration in "migrations", from 1; 0 for what is there before the first one.'),
  change: CHANGE,
  summary: described(v.string(), 'The definition on one line; empty for "removed".'),
  definition: described(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    'Properties by name, as in a snapshot of the catalog; empty for "removed". The "position" of a column stays the same while ' +
      'its neighbors come and go: it sorts the columns of a table, and need not be a whole number.',
  ),
  line: described(lineIfKnown, 'The line of the up that does it, if a statement names the object.'),
});

const HISTORY = v.strictObject({
  kind: v.picklist(OBJECT_KINDS),
  name: described(v.string(), 'Quoted and qualified as in SQL, such as public.sites.name.'),
  parent: described(v.nullable(v.string()), 'Kind and name of the object that it is a part of: table public.sites.'),
  changes: described(v.array(STEP), 'In ascending order of "at"; the first is "added".'),
});

const FAILURE = v.strictObject({
  version: described(v.nullable(v.string()), 'Version of the migration that failed; null if none could be read.'),
  file: v.nullable(v.string()),
  line: lineIfKnown,
  lines: described(texts, 'The message, the code frame and the hint, one line each.'),
});

const moment = described(v.string(), 'ISO 8601.');
const GAP = v.strictObject({
  from: moment,
  to: moment,
  missing: described(count, 'How many rows of the usual step fit in it.'),
});

const SERIES = v.strictObject({
  label: v.string(),
  table: v.string(),
  column: v.string(),
  from: moment,
  to: moment,
  rows: count,
  gaps: described(
    v.array(GAP),
    'Half-open spans without a row, longest first, at most 20. None where fewer than half of the steps are alike, or where ' +
      'the time is that of an event: there is no usual step.',
  ),
  gapCount: described(count, 'How many gaps there are.'),
  missing: described(count, 'How many rows of the usual step fit in all of them.'),
  points: described(
    v.array(v.tuple([v.string(), v.number()])),
    'At most 400 sampled points: time in ISO 8601, and the value.',
  ),
  unit: v.nullable(v.string()),
});

/** A node of the tree of clients, sites and datasets. */
export interface PageTreeNode {
  label: string;
  kind: string;
  detail: string;
  children: PageTreeNode[];
}

const TREE_NODE: v.GenericSchema<PageTreeNode> = v.strictObject({
  label: v.string(),
  kind: described(v.string(), 'Such as client, site, dataset.'),
  detail: v.string(),
  children: v.array(v.lazy(() => TREE_NODE)),
});

const source = described(v.string(), 'The URL of the database, without its password.');

const DATA = v.strictObject({
  source,
  tables: v.array(
    v.strictObject({
      name: v.string(),
      rows: count,
      exact: described(v.boolean(), 'Whether the rows were counted, and not estimated.'),
      bytes: count,
    }),
  ),
  series: described(
    v.array(SERIES),
    'One for each table with a column of time, and for each dataset where tables hold several.',
  ),
  tree: described(v.array(TREE_NODE), 'Clients, their sites, and the datasets of these, where such tables exist.'),
});

const DRIFT = v.strictObject({
  object: v.string(),
  change: CHANGE,
  lines: texts,
  file: v.nullable(v.string()),
  line: lineIfKnown,
});

const PRODUCTION = v.strictObject({
  source,
  version: described(v.nullable(v.string()), "The ledger's version as digits; null for an empty ledger."),
  dirty: v.boolean(),
  pending: described(texts, 'Versions of the folder that the ledger does not have yet.'),
  drift: described(
    v.nullable(v.array(DRIFT)),
    'One for each object that differs from the migrations at that version; null if nothing was compared, as a note says.',
  ),
  notes: texts,
});

/**
 * Everything that the page shows, as plain JSON; docs/report.schema.json is derived from it. The page computes the state at
 * any version from the histories of the objects, so that two versions can be compared without a snapshot for each.
 */
export const PAGE_MODEL = v.strictObject({
  formatVersion: v.literal(1),
  title: v.string(),
  tool: described(v.string(), 'The version of elementaldb, such as 0.1.0.'),
  postgres: described(
    v.nullable(v.string()),
    'The release of PostgreSQL that the migrations ran on; null if none did.',
  ),
  migrations: described(v.array(PAGE_MIGRATION), 'In ascending order.'),
  objects: described(
    v.array(HISTORY),
    'Every object that any version has or had, sorted by kind and name, without members of extensions and without the ' +
      'constraints that are only the NOT NULL of a column.',
  ),
  failure: described(
    v.nullable(FAILURE),
    'Why the chain could not be run to its end, if so; everything else is given up to there.',
  ),
  notes: described(texts, 'Findings about the folder itself, and what was not compared.'),
  data: described(v.nullable(DATA), 'Rows of a database, if one was named, without personal data by default.'),
  production: described(v.nullable(PRODUCTION), 'The ledger and the drift of a database, if one was named.'),
});

export type PageModel = v.InferOutput<typeof PAGE_MODEL>;
/** One migration with what it does. */
export type PageMigration = v.InferOutput<typeof PAGE_MIGRATION>;
export type PageFile = v.InferOutput<typeof FILE>;
export type PageLint = v.InferOutput<typeof LINT>;
export type PageLock = v.InferOutput<typeof LOCK>;
/** One object through all versions. */
export type ObjectHistory = v.InferOutput<typeof HISTORY>;
export type ObjectStep = v.InferOutput<typeof STEP>;
export type PageFailure = v.InferOutput<typeof FAILURE>;
export type PageData = v.InferOutput<typeof DATA>;
export type PageSeries = v.InferOutput<typeof SERIES>;
export type PageProduction = v.InferOutput<typeof PRODUCTION>;
