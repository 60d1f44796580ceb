import * as v from 'valibot';

import { versionForJson } from '../migrations/pairs/migration.ts';
import {
  AXES,
  FINDING_CODES,
  finding,
  isReached,
  worstOf,
  type Axis,
  type Finding,
  type MigrationVerdict,
  type ShardResult,
  type Status,
  type Verdict,
  type VerdictEntry,
  type VerifyReport,
} from '../verify/report/verdict.ts';
import { described } from './described.ts';

/** Raised when a field goes or changes its meaning; new fields and new codes do not raise it. */
const FORMAT_VERSION = 2;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const FINDING = v.strictObject({
  code: described(v.picklist(FINDING_CODES), 'A stable name of what was found; see docs/verification.md.'),
  status: v.picklist(['fail', 'warn', 'waived']),
  populated: described(v.boolean(), 'Whether it shows only when the tables hold rows.'),
  what: described(v.string(), 'What happened, in a few words.'),
  fix: described(v.string(), 'How to fix it.'),
  sql: described(v.array(v.string()), 'Statements that would fix it, where they can be derived.'),
  details: described(v.array(v.string()), 'What differs, one line each, or the lines of an SQL error.'),
  file: v.optional(described(v.string(), 'The file that it is about.')),
  line: v.optional(described(v.pipe(v.number(), v.integer(), v.minValue(1)), 'The line in it.')),
  waiver: v.optional(described(v.string(), 'Why it is accepted.')),
});

const VERDICT = v.strictObject({
  status: v.picklist(['pass', 'warn', 'waived', 'fail', 'skipped']),
  reason: v.optional(described(v.string(), 'Why it was skipped.')),
  findings: v.array(FINDING),
});

/** A migration that was judged. */
export const MIGRATION = v.strictObject({
  version: described(v.union([v.number(), v.string()]), 'A number, or its digits where it is past 2^53.'),
  name: v.string(),
  up: described(v.nullable(v.string()), 'Path of the up; null when it is missing.'),
  down: described(v.nullable(v.string()), 'Path of the down; null when it is missing.'),
  verdicts: v.strictObject(v.entriesFromList(AXES, VERDICT)),
  unpopulated: described(
    v.array(v.strictObject({ table: v.string(), reason: v.string() })),
    'Tables that got no rows before this migration was tried.',
  ),
  untried: described(v.array(v.string()), 'Statements of the up whose condition no row met, one line each.'),
});

const SHARD = v.strictObject({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  of: v.pipe(v.number(), v.integer(), v.minValue(1)),
  whole: described(v.string(), 'The same for all shards of the same files and options.'),
  verdicts: described(
    v.record(
      v.string(),
      v.strictObject({
        verdicts: v.strictObject(v.entriesFromList(AXES, VERDICT)),
        unpopulated: MIGRATION.entries.unpopulated,
        untried: MIGRATION.entries.untried,
      }),
    ),
    'By version, before anything is accepted; a finding names "up", "down" or "rows" as its file.',
  ),
  clientData: v.nullable(VERDICT),
  notes: v.array(v.string()),
});

/** What `verify --json` prints; docs/verify-report.schema.json is derived from it. Two runs of the same files print the same. */
export const VERIFY_REPORT = v.strictObject({
  formatVersion: v.literal(FORMAT_VERSION),
  server: v.strictObject({ kind: v.picklist(['embedded', 'docker', 'existing']), version: v.string() }),
  migrations: described(v.array(MIGRATION), 'Those that were judged, in order.'),
  clientData: described(v.nullable(VERDICT), 'How the client data loaded; null when there is none.'),
  folder: described(
    v.array(
      v.strictObject({
        rule: v.string(),
        severity: v.picklist(['error', 'warning']),
        file: v.string(),
        line: v.optional(v.number()),
        what: v.string(),
        why: v.string(),
        fix: v.string(),
      }),
    ),
    'What is wrong with the folder itself: names, pairs, versions, waivers.',
  ),
  uncovered: described(v.array(v.string()), 'Kinds of objects that the comparison does not cover.'),
  notes: v.array(v.string()),
  summary: described(
    v.strictObject({
      ok: v.boolean(),
      pass: count,
      warn: count,
      waived: count,
      fail: count,
      skipped: described(count, 'How many were not reached; each also counts as failed or waived.'),
      replayed: described(count, 'How many were only run.'),
    }),
    'How many migrations there are of each kind, by their worst verdict.',
  ),
  shard: v.optional(described(SHARD, 'With --shard only: what "verify merge" needs.')),
});

export type VerifyReportJson = v.InferOutput<typeof VERIFY_REPORT>;

type VerdictJson = v.InferOutput<typeof VERDICT>;

/** The report for scripts. */
export function verifyReportJson(report: VerifyReport): VerifyReportJson {
  const { server, migrations, clientData, findings, uncovered, notes, ok, replayed, shard } = report;
  const numberOf = (status: Status): number => migrations.filter((each) => worstOf(each) === status).length;
  return {
    formatVersion: FORMAT_VERSION,
    server: { kind: server.kind, version: server.version },
    migrations: migrations.map(migrationJson),
    clientData: clientData === undefined ? null : verdictJson(clientData),
    folder: findings.map((found) => ({ ...found })),
    uncovered,
    notes,
    summary: {
      ok,
      pass: numberOf('pass'),
      warn: numberOf('warn'),
      waived: numberOf('waived'),
      fail: numberOf('fail'),
      skipped: migrations.filter((each) => !isReached(each)).length,
      replayed,
    },
    ...(shard === undefined ? {} : { shard: shardJson(shard) }),
  };
}

function shardJson({ number, of, whole, verdicts, clientData, notes }: ShardResult): v.InferOutput<typeof SHARD> {
  return {
    number,
    of,
    whole,
    verdicts: Object.fromEntries(
      Object.entries(verdicts).map(([version, entry]) => [
        version,
        {
          verdicts: verdictsJson(entry.verdicts),
          unpopulated: [...entry.unpopulated],
          untried: [...entry.untried],
        },
      ]),
    ),
    clientData: clientData === undefined ? null : verdictJson(clientData),
    notes: [...notes],
  };
}

/** What a report with `--shard` says of its shard; undefined where it is none. */
export function shardOfJson(report: unknown): ShardResult | undefined {
  const { success, output } = v.safeParse(VERIFY_REPORT, report);
  if (!success || output.shard === undefined) {
    return undefined;
  }
  const { shard, server, uncovered } = output;
  const verdicts = Object.entries(shard.verdicts).map(([version, entry]): [string, VerdictEntry] => [
    version,
    { ...entry, verdicts: mapVerdicts(entry.verdicts, verdictOfJson) },
  ]);
  return {
    ...shard,
    server,
    verdicts: Object.fromEntries(verdicts),
    clientData: shard.clientData === null ? undefined : verdictOfJson(shard.clientData),
    uncovered,
  };
}

function verdictOfJson({ status, reason, findings }: VerdictJson): Verdict {
  return { status, reason, findings: findings.map(finding) };
}

function migrationJson(verdict: MigrationVerdict): VerifyReportJson['migrations'][number] {
  const { version, name, up, down, verdicts, unpopulated, untried } = verdict;
  return {
    version: versionForJson(version),
    name,
    up: up ?? null,
    down: down ?? null,
    verdicts: verdictsJson(verdicts),
    unpopulated,
    untried,
  };
}

function mapVerdicts<From, To>(verdicts: Readonly<Record<Axis, From>>, map: (verdict: From) => To): Record<Axis, To> {
  const { applies, idempotent, reversible, dataPreserved, reappliable, sessionIndependent, resumable, shadowed } =
    verdicts;
  return {
    applies: map(applies),
    idempotent: map(idempotent),
    reversible: map(reversible),
    dataPreserved: map(dataPreserved),
    reappliable: map(reappliable),
    sessionIndependent: map(sessionIndependent),
    resumable: map(resumable),
    shadowed: map(shadowed),
  };
}

function verdictsJson(verdicts: Readonly<Record<Axis, Verdict>>): Record<Axis, VerdictJson> {
  return mapVerdicts(verdicts, verdictJson);
}

function verdictJson({ status, reason, findings }: Verdict): VerdictJson {
  return { status, ...(reason === undefined ? {} : { reason }), findings: findings.map(findingJson) };
}

/** Left out is what does not apply, and what only the formats for other programs need. */
function findingJson(found: Finding): VerdictJson['findings'][number] {
  const { code, status, populated, what, fix, sql, details, file, line, waiver } = found;
  return {
    code,
    status,
    populated,
    what,
    fix,
    sql,
    details,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(waiver === undefined ? {} : { waiver }),
  };
}
