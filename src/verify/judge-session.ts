import { basename } from 'node:path';

import type { Client } from 'pg';

import { diff, type SnapshotDiff } from '../catalog/diff.ts';
import type { Snapshot } from '../catalog/snapshot.ts';
import { applyToFresh, type ReadMigration } from '../migrations/apply-to-fresh.ts';
import { ensureLedger } from '../migrations/ledger.ts';
import { runMigrationFile } from '../migrations/run-migration-file.ts';
import { MigrationSqlError } from '../migrations/sql-error.ts';
import { withConnection } from '../postgres/connect.ts';
import type { PostgresServer } from '../servers/server.ts';
import { codeOf, ElementalError, messageOf } from '../support/errors.ts';
import { errorLines, judge } from './judge.ts';
import { finding, PASS, skipped, verdictOf, type Verdict } from './verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';
import type { Workbench } from './workbench.ts';

const MEND =
  'Use SET LOCAL, or qualify names: golang-migrate runs all files in one session, so what one SETs or makes TEMPORARY, ' +
  'later ones inherit.';

/** A migration and the state that it led to in a session of its own. */
export interface SessionStep {
  up: ReadMigration;
  /** Undefined where it was not looked at. */
  after: Snapshot | undefined;
}

/**
 * Runs all ups in one session, as golang-migrate and `start` do, on a database made anew, and compares the end with that
 * of the staircase, where each file had a session of its own. Only when they differ is it looked for where they part.
 *
 * @returns a verdict for each step; what comes after the last state that is known is not tried
 */
export async function judgeSession(
  server: PostgresServer,
  workbench: Workbench,
  all: readonly SessionStep[],
): Promise<Verdict[]> {
  const last = all.findLastIndex(({ after }) => after !== undefined);
  const steps = all.slice(0, last + 1);
  const expected = steps.at(-1)?.after;
  if (expected === undefined) {
    return all.map(() => PASS);
  }
  const build = async (): Promise<Snapshot> => {
    await workbench.startOver();
    await applyToFresh(
      server.connection(workbench.database),
      steps.map(({ up }) => up),
    );
    return workbench.snapshot();
  };
  try {
    const end = await build();
    const difference = diff(expected, end);
    // Whether values differ by chance, such as those of now(), only a second run of the same kind can tell.
    const volatile = difference.grade === 'equal' ? undefined : diff(end, await build());
    const found = await judge(settle(difference, volatile), {
      code: 'session-differs',
      what: 'in the session of the migrations before it, the up leads to another state than in one of its own',
      mend: MEND,
      file: undefined,
      sql: undefined,
    });
    if (found.length === 0) {
      return steps.map(() => PASS);
    }
    const known = await lookAtAll(server, workbench, steps);
    const part = await onFresh(server, workbench, (client) => findPart(client, workbench, known, volatile));
    const at = part?.index ?? steps.length - 1;
    return blame(
      steps,
      at,
      verdictOf(
        found.map((each) => ({
          ...each,
          file: steps[at]?.up.migration.up,
          details: [...(part?.leftovers ?? []), ...each.details],
        })),
      ),
    );
  } catch (error) {
    return blameFailure(steps, error);
  }
}

function blame(steps: readonly SessionStep[], at: number, verdict: Verdict): Verdict[] {
  const later = skipped('in one session, an earlier migration fails or leads elsewhere');
  return steps.map((_, index) => (index < at ? PASS : index === at ? verdict : later));
}

function settle(difference: SnapshotDiff, volatile: SnapshotDiff | undefined): SnapshotDiff {
  return volatile !== undefined && onlyValuesDiffer(difference) ? withoutVolatile(difference, volatile) : difference;
}

/** Runs something on a database made anew, with the ledger. */
async function onFresh<T>(
  server: PostgresServer,
  workbench: Workbench,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  await workbench.startOver();
  return withConnection(server.connection(workbench.database), async (client) => {
    await ensureLedger(client, workbench.ledger);
    return work(client);
  });
}

/** The steps with the states, too, that nobody looked at, so that the fault of an up that was only run is not laid on a later one. */
async function lookAtAll(
  server: PostgresServer,
  workbench: Workbench,
  steps: readonly SessionStep[],
): Promise<readonly SessionStep[]> {
  if (steps.every(({ after }) => after !== undefined)) {
    return steps;
  }
  const seen: SessionStep[] = [];
  await onFresh(server, workbench, async () => {
    for (const { up, after } of steps) {
      await workbench.run(up.sql ?? '');
      seen.push({ up, after: after ?? (await workbench.snapshot()) });
    }
  });
  return seen;
}

/** The first step whose state is not that of its own session, and what the files up to it left in the session. */
async function findPart(
  client: Client,
  workbench: Workbench,
  steps: readonly SessionStep[],
  volatile: SnapshotDiff | undefined,
): Promise<{ index: number; leftovers: string[] } | undefined> {
  const leftovers: string[] = [];
  for (const [index, { up, after }] of steps.entries()) {
    await runMigrationFile(client, up.sql ?? '');
    const difference = after === undefined ? undefined : diff(after, await workbench.snapshot());
    if (difference !== undefined && settle(difference, volatile).grade !== 'equal') {
      return { index, leftovers };
    }
    const left = (await leftInSession(client)).filter((line) => !leftovers.some((known) => known.endsWith(line)));
    leftovers.push(...left.map((line) => `${basename(up.migration.up ?? '')} leaves in the session: ${line}`));
  }
  return undefined;
}

/** What a session has that a new one has not: settings and temporary objects. */
async function leftInSession(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT format('SET %s = %s', name, setting) AS line FROM pg_settings
      WHERE source = 'session' AND name <> 'application_name'
     UNION ALL SELECT format('temporary %s', c.oid::regclass) FROM pg_catalog.pg_class c
      WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'v', 'S', 'p')`,
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
      mend: MEND,
      details: errorLines(error, place),
      file: error.file,
      line: error.line,
    });
    return blame(steps, at === -1 ? 0 : at, verdictOf([failure]));
  }
  if (codeOf(error) === 'LEDGER_UNUSABLE') {
    const mend = 'Leave the ledger to golang-migrate: it is written between the files, in their session.';
    const lost = finding({
      code: 'ledger-lost',
      status: 'fail',
      what: 'run in one session, the migrations lose the ledger',
      mend,
      details: [messageOf(error)],
    });
    return blame(steps, steps.length - 1, verdictOf([lost]));
  }
  if (error instanceof ElementalError && error.code === 'PRELUDE_FAILED') {
    const verdict = skipped(`a second time ${error.message}`);
    return steps.map(() => verdict);
  }
  throw error;
}
