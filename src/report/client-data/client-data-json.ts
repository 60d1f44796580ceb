import * as v from 'valibot';

import type { AnonymizationPlan } from '../../client-data/anonymize/plan/plan-entry.ts';
import { plannedColumns } from '../../client-data/anonymize/plan/write-plan.ts';
import type { DumpReport } from '../../client-data/dump-client-data.ts';
import type { CheckReport } from '../../client-data/load/check-client-data.ts';
import type { ClientDataResult } from '../../migrations/client-data/apply-client-data.ts';
import { described } from '../described.ts';

/** Raised when a field goes or changes its meaning; new fields do not raise it. */
const FORMAT_VERSION = 1;

const formatVersion = v.literal(FORMAT_VERSION);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const bytes = described(count, 'Of the file as it is on the disk.');
const milliseconds = v.pipe(v.number(), v.minValue(0));
const version = v.nullable(v.string());
const notes = described(v.array(v.string()), 'What a person should know, in sentences.');

/** What `client-data dump --json` prints; docs/client-data-dump.schema.json is derived from it. */
export const DUMP_JSON = v.strictObject({
  formatVersion,
  file: v.string(),
  database: v.string(),
  schemaVersion: described(version, 'Version of the migrations that the file is for; null without migrations.'),
  part: described(v.boolean(), 'Whether the file has a part of the rows.'),
  anonymized: v.boolean(),
  tables: described(
    v.array(
      v.strictObject({
        table: described(v.string(), 'Schema and name, as SQL writes them.'),
        rows: described(count, 'Rows in the file.'),
        fromMigrations: described(count, 'Rows that the migrations insert, so that the file does not have them.'),
        updated: described(count, 'Rows that the migrations insert with other values; the file changes them.'),
        missing: described(count, 'Rows that the migrations insert and the source does not have.'),
        deleted: described(count, 'Statements of the file that remove these rows; none in a part of the rows.'),
      }),
    ),
    'Tables with rows in the file, or with rows that the migrations insert.',
  ),
  rows: count,
  bytes,
  milliseconds,
  notes,
});

const EXAMPLES = described(
  v.array(v.strictObject({ before: v.string(), after: v.string() })),
  'Up to three original values with what they become.',
);

/** What `client-data dump --plan --json` prints; docs/client-data-plan.schema.json is derived from it. */
export const PLAN_JSON = v.strictObject({
  formatVersion,
  undecided: described(count, 'Entries without a decision; while there are some, a dump is refused.'),
  columns: described(
    v.record(v.string(), v.union([v.string(), v.record(v.string(), v.string())])),
    'What the configuration holds as anonymize.columns: a rule for each column, or for each path in its JSON.',
  ),
  readings: described(
    v.array(
      v.strictObject({
        table: described(v.string(), 'schema.table, without quotes.'),
        shiftDays: described(v.pipe(v.number(), v.integer()), 'By how many days its times move; 0 if they stay.'),
        scaledBy: v.optional(
          described(v.string(), 'What chooses the factor: site_id, or site_id of client_meters.metadata.'),
        ),
        columns: described(v.array(v.string()), 'The columns that are multiplied.'),
        examples: EXAMPLES,
      }),
    ),
    'Tables whose readings change; all others are kept.',
  ),
  entries: v.array(
    v.strictObject({
      column: described(v.string(), 'schema.table.column, without quotes.'),
      path: v.optional(described(v.string(), 'In JSON, such as $.contact.email; left out for a whole column.')),
      rule: described(v.string(), 'The name of a rule, keep, reference or undecided.'),
      reason: described(v.string(), 'Why, in a few words.'),
      isNew: described(v.boolean(), 'Whether the configuration has columns but not this one.'),
      examples: EXAMPLES,
      followers: described(v.array(v.string()), 'Columns that refer to this one, and get the same pseudonyms.'),
    }),
  ),
});

/** What `client-data load --json` prints; docs/client-data-load.schema.json is derived from it. */
export const LOAD_JSON = v.strictObject({
  formatVersion,
  file: v.string(),
  rows: count,
  statements: count,
  bytes,
  milliseconds,
  notes,
});

/** What `client-data check --json` prints; docs/client-data-check.schema.json is derived from it. */
export const CHECK_JSON = v.strictObject({
  formatVersion,
  file: v.string(),
  ok: described(v.boolean(), 'Whether it loads after the last migration.'),
  head: described(version, 'The last version of the folder; null for an empty one.'),
  fileVersion: described(version, 'The version that the file is for; null in files of other programs.'),
  rows: count,
  lastVersion: described(version, 'The last version on which it loads; null if there is none.'),
  brokenBy: v.optional(
    described(v.string(), 'Path of the up of the first migration after which it does not load any more.'),
  ),
  reason: v.optional(described(v.string(), 'Why it does not load after the last migration.')),
  notes,
});

/** What a dump has written, for scripts. */
export function dumpJson({ schemaVersion, ...report }: DumpReport): v.InferInput<typeof DUMP_JSON> {
  const tables = report.tables.map((table) => ({ ...table }));
  return {
    formatVersion: FORMAT_VERSION,
    ...report,
    tables,
    notes: [...report.notes],
    schemaVersion: textOf(schemaVersion),
  };
}

/** The plan, with the part of the configuration that would hold it, for scripts. */
export function planJson({ entries, undecided, readings }: AnonymizationPlan): v.InferInput<typeof PLAN_JSON> {
  return {
    formatVersion: FORMAT_VERSION,
    undecided: undecided.length,
    columns: plannedColumns(entries),
    readings: readings.map((each) => ({ ...each, columns: [...each.columns], examples: [...each.examples] })),
    entries: entries.map((entry) => ({ ...entry, followers: [...entry.followers] })),
  };
}

/** What a load has done, for scripts. */
export function loadJson(file: string, result: ClientDataResult): v.InferInput<typeof LOAD_JSON> {
  return { formatVersion: FORMAT_VERSION, file, ...result };
}

/** Whether client data loads, for scripts. */
export function checkJson({ head, fileVersion, lastVersion, ...report }: CheckReport): v.InferInput<typeof CHECK_JSON> {
  return {
    formatVersion: FORMAT_VERSION,
    ...report,
    notes: [...report.notes],
    head: textOf(head),
    fileVersion: textOf(fileVersion),
    lastVersion: textOf(lastVersion),
  };
}

function textOf(number: bigint | null | undefined): string | null {
  return number?.toString() ?? null;
}
