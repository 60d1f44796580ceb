import { basename } from 'node:path';

import type { Client } from 'pg';

import { diff, type SnapshotDiff } from '../../catalog/diff/diff.ts';
import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import type { ReadMigration } from '../../migrations/runner/apply-to-fresh.ts';
import { explainSqlError } from '../../migrations/runner/explain-sql-error.ts';
import { writeLedger } from '../../migrations/ledger/ledger.ts';
import { runMigrationFile } from '../../migrations/runner/run-migration-file.ts';
import { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import { withConnection } from '../../postgres/connect.ts';
import type { PostgresServer } from '../../servers/server.ts';
import { codeOf, ElementalError, messageOf } from '../../support/errors.ts';
import { diffFindings, errorLines } from '../report/describe-findings.ts';
import { finding, PASS, skipped, verdictOf, type Finding, type Verdict } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';
import type { TrialDatabase } from '../sandbox/trial-database.ts';

const MEND =
  'Use SET LOCAL, or qualify names: golang-migrate runs all files in one session, so what one SETs or makes TEMPORARY, ' +
  'later ones inherit.';

/** A migration and the state that it led to in a session of its own. */
export interface SessionStep {
  up: ReadMigration;
  /** Undefined where it was not looked at. */
  after: CatalogSnapshot | undefined;
}

/** What was seen on the way through all ups in one session, by the index of the step. */
interface SessionRun {
  states: Map<number, CatalogSnapshot>;
  /** What the files up to the end have left in the session, and which of them. */
  leftovers: { index: number; line: string }[];
}

/**
 * Runs all ups in one session, as golang-migrate and `start` do, on a database made anew, and compares with the states of
 * the staircase, where each file had a session of its own: behind each file that meets something that another has left in the
 * session, so that no later one hides what it did, and at the end. Only where they differ is every file looked at.
 *
 * @returns a verdict for each step; what comes after the last state that is known is not tried
 */
export async function runSingleSession(
  server: PostgresServer,
  database: TrialDatabase,
  all: readonly SessionStep[],
): Promise<Verdict[]> {
  const last = all.findLastIndex(({ after }) => after !== undefined);
  const steps = all.slice(0, last + 1);
  if (steps.length === 0) {
    return all.map(() => PASS);
  }
  const walk = (each: readonly SessionStep[], everywhere: boolean): Promise<SessionRun> =>
    onFresh(server, database, (client) => follow(client, database, each, everywhere));
  try {
    const first = await walk(steps, false);
    if (findDivergence(steps, first) === undefined) {
      return steps.map(() => PASS);
    }
    // Whether values differ by chance, such as those of now(), only a second run of the same kind can tell.
    const control = await walk(steps, false);
    const late = findDivergence(steps, first, control);
    if (late === undefined) {
      return steps.map(() => PASS);
    }
    const known = await lookAtAll(server, database, steps);
    const second = await walk(known, true);
    const { index, difference } = findDivergence(known, second, control) ?? late;
    const found = await diffFindings(difference, {
      code: 'session-differs',
      what: 'in the session of the migrations before it, the up leads to another state than in one of its own',
      fix: MEND,
      file: steps[index]?.up.migration.up,
      sql: undefined,
    });
    const left = second.leftovers
      .filter((each) => each.index < index)
      .map((each) => `${basename(steps[each.index]?.up.migration.up ?? '')} leaves in the session: ${each.line}`);
    return blame(steps, index, verdictOf(found.map((each) => ({ ...each, details: [...left, ...each.details] }))));
  } catch (error) {
    if (codeOf(error) === 'LEDGER_UNUSABLE') {
      const index = await onFresh(server, database, (client) => firstWithoutLedger(client, database, steps));
      return blame(steps, index ?? steps.length - 1, verdictOf([lostLedger(error)]));
    }
    return blameFailure(steps, error);
  }
}

/** The verdict on all that come after one that is at fault. */
export const AFTER_DIVERGENCE = skipped('in one session, an earlier migration fails or leads elsewhere');

function blame(steps: readonly SessionStep[], at: number, verdict: Verdict): Verdict[] {
  return steps.map((_, index) => (index < at ? PASS : index === at ? verdict : AFTER_DIVERGENCE));
}

/** Runs something on a database made anew, with the ledger. */
async function onFresh<T>(
  server: PostgresServer,
  database: TrialDatabase,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  await database.startOver();
  return withConnection(server.connection(database.name), work);
}

/** The steps with the states, too, that nobody looked at, so that the fault of an up that was only run is not laid on a later one. */
async function lookAtAll(
  server: PostgresServer,
  database: TrialDatabase,
  steps: readonly SessionStep[],
): Promise<readonly SessionStep[]> {
  if (steps.every(({ after }) => after !== undefined)) {
    return steps;
  }
  const seen: SessionStep[] = [];
  await onFresh(server, database, async () => {
    for (const { up, after } of steps) {
      await database.run(up.sql ?? '');
      seen.push({ up, after: after ?? (await database.snapshot()) });
    }
  });
  return seen;
}

/**
 * Runs the steps in the session of `client`, and looks at the states that are known, `everywhere` or where one may differ;
 * no further than one that surely does.
 *
 * @throws MigrationSqlError for the file that failed; EnvironmentError `LEDGER_UNUSABLE`
 */
async function follow(
  client: Client,
  database: TrialDatabase,
  steps: readonly SessionStep[],
  everywhere: boolean,
): Promise<SessionRun> {
  const seen: SessionRun = { states: new Map(), leftovers: [] };
  const custom = new Set<string>();
  for (const [index, { up, after }] of steps.entries()) {
    const { migration, sql = '' } = up;
    const run = await runMigrationFile(client, sql);
    if (!run.ok) {
      throw await explainSqlError({ file: migration.up ?? '', sql, error: run.error, completed: run.completed });
    }
    const due = everywhere || seen.leftovers.length > 0 || index === steps.length - 1;
    if (due && after !== undefined) {
      const now = await database.snapshot();
      seen.states.set(index, now);
      const difference = diff(after, now);
      if (difference.grade !== 'equal' && !onlyValuesDiffer(difference)) {
        return seen;
      }
    }
    if (!MAY_LEAVE.test(sql)) {
      continue;
    }
    for (const [, name = ''] of sql.matchAll(CUSTOM_PARAMETERS)) {
      custom.add(name);
    }
    const left = await leftInSession(client, database.role, [...custom]);
    const lines = left.filter((line) => seen.leftovers.every((known) => known.line !== line));
    seen.leftovers.push(...lines.map((line) => ({ index, line })));
  }
  const version = steps.at(-1)?.up.migration.version ?? null;
  await writeLedger(client, database.ledger, { version, dirty: false });
  return seen;
}

/** The first step after which golang-migrate could not have written its ledger. */
async function firstWithoutLedger(
  client: Client,
  database: TrialDatabase,
  steps: readonly SessionStep[],
): Promise<number | undefined> {
  for (const [index, { up }] of steps.entries()) {
    await runMigrationFile(client, up.sql ?? '');
    const written = await writeLedger(client, database.ledger, { version: up.migration.version, dirty: true }).then(
      () => true,
      () => false,
    );
    if (!written) {
      return index;
    }
  }
  return undefined;
}

/**
 * The first step whose state is not that of its own session.
 *
 * @param control another run through the same steps, whose differences are by chance
 */
function findDivergence(
  steps: readonly SessionStep[],
  { states }: SessionRun,
  control?: SessionRun,
): { index: number; difference: SnapshotDiff } | undefined {
  for (const [index, now] of states) {
    const after = steps[index]?.after;
    const difference = after === undefined ? undefined : diff(after, now);
    if (difference === undefined || isNothing(difference)) {
      continue;
    }
    const settled = control === undefined ? difference : settle(difference, chance(index, states, control));
    if (!isNothing(settled)) {
      return { index, difference: settled };
    }
  }
  return undefined;
}

/** What differs by chance at a step or, where not both courses looked, at the next one that both looked at. */
function chance(
  index: number,
  states: ReadonlyMap<number, CatalogSnapshot>,
  control: SessionRun,
): SnapshotDiff | undefined {
  for (const [other, state] of states) {
    const again = control.states.get(other);
    if (other >= index && again !== undefined) {
      return diff(again, state);
    }
  }
  return undefined;
}

function settle(difference: SnapshotDiff, volatile: SnapshotDiff | undefined): SnapshotDiff {
  return volatile !== undefined && onlyValuesDiffer(difference) ? withoutVolatile(difference, volatile) : difference;
}

function isNothing({ grade, sequencesBehind }: SnapshotDiff): boolean {
  return grade === 'equal' && sequencesBehind.length === 0;
}

/** What a file that leaves something in its session has in it; whoever calls a function may do anything. */
const MAY_LEAVE = /\b(set|reset|set_config|temp|temporary|pg_temp|select|perform|execute|call|discard)\b/i;

/** Parameters that PostgreSQL does not know, such as `app.user`, do not show among the settings. */
const CUSTOM_PARAMETERS = /\bset(?:_config\s*\(\s*'|\s+(?:session\s+)?)(\w+\.\w+)/gi;

/**
 * What a session has that a new one has not: settings, another role and temporary objects.
 *
 * @param role that a new one has
 * @param custom names of parameters that are looked at beside those that PostgreSQL knows
 */
async function leftInSession(client: Client, role: string, custom: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT pg_catalog.format('SET %s = %s', name, setting) AS line FROM pg_catalog.pg_settings
      WHERE source = 'session' AND name <> 'application_name' AND setting IS DISTINCT FROM reset_val
     UNION ALL SELECT pg_catalog.format('SET ROLE %I', current_user) WHERE current_user <> $1
     UNION ALL SELECT pg_catalog.format('SET %s = %s', name, pg_catalog.current_setting(name, true))
      FROM pg_catalog.unnest($2::text[]) name WHERE pg_catalog.current_setting(name, true) <> ''
     UNION ALL SELECT pg_catalog.format('temporary %s', c.oid::pg_catalog.regclass) FROM pg_catalog.pg_class c
      WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'v', 'S', 'p')`,
    [role, custom],
  );
  return rows.map(({ line }) => line);
}

function blameFailure(steps: readonly SessionStep[], error: unknown): Verdict[] {
  if (error instanceof MigrationSqlError) {
    const at = steps.findIndex(({ up }) => up.migration.up === error.file);
    const place = error.line === undefined ? '' : `line ${error.line}: `;
    const failure = finding({
      code: 'session-fails',
      status: 'fail',
      what: 'in the session of the migrations before it, the up fails',
      fix: MEND,
      details: errorLines(error, place),
      file: error.file,
      line: error.line,
    });
    return blame(steps, at === -1 ? 0 : at, verdictOf([failure]));
  }
  if (error instanceof ElementalError && error.code === 'PRELUDE_FAILED') {
    const verdict = skipped(`a second time ${error.message}`);
    return steps.map(() => verdict);
  }
  throw error;
}

function lostLedger(error: unknown): Finding {
  return finding({
    code: 'ledger-lost',
    status: 'fail',
    what: 'run in one session, golang-migrate cannot write its table behind the file',
    fix: 'Leave the ledger and the role to golang-migrate: the ledger is written between the files, in their session.',
    details: [messageOf(error)],
  });
}
