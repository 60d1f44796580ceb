import { basename } from 'node:path';

import type { PostgresServer } from '../servers/server.ts';
import { codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { AsyncQueue } from '../support/async-queue.ts';
import { checkClientData } from './empty-pass/client-data.ts';
import { runEmptyPass, type EmptyPass, type PassedUp } from './empty-pass/empty-pass.ts';
import { notReachedFinding } from './empty-pass/not-reached.ts';
import { notRepeatableFinding } from './empty-pass/run-trial.ts';
import type { Plan } from './plan.ts';
import { runPopulatedPass } from './populated-pass/populated-pass.ts';
import { mergeVerdicts } from './report/merge-verdicts.ts';
import type { Outcome, PassResults } from './report/pass-results.ts';
import { verdictOf, type Verdict } from './report/verdict.ts';
import { withBaseDatabase, type BaseDatabase } from './sandbox/base-database.ts';
import { stoppedFinding } from './sandbox/stopped.ts';
import { openTrialDatabase, type TrialDatabase } from './sandbox/trial-database.ts';
import { runSingleSession } from './single-session/single-session.ts';

type OnProgress = (step: string) => void;

/**
 * Runs all passes of a plan on a server, in databases that are created for it and dropped at the end. The populated pass
 * follows the empty pass as far as that gets: at the same time on a second server if there is one, otherwise after it.
 */
export async function runPlan(
  server: PostgresServer,
  plan: Plan,
  onProgress: OnProgress,
  serverForRows?: PostgresServer,
): Promise<Outcome> {
  const firstSelected = plan.chain.findIndex(({ migration }) => plan.selected.has(migration.version));
  // For the client data alone there is one trial database, which runs the ups itself.
  const replayed = plan.chain.slice(0, Math.max(0, firstSelected));
  const passed = new AsyncQueue<PassedUp>();
  const notes: string[] = [];
  const inDatabase = async <T>(
    on: PostgresServer,
    base: BaseDatabase | undefined,
    work: (database: TrialDatabase) => Promise<T>,
  ): Promise<T> => {
    const database = await openTrialDatabase(on, plan, base, plan.ignoreRows);
    return withCleanup(
      () => work(database),
      async () => {
        const left = await database.close();
        // Of a server that has ended nothing is left.
        notes.push(...((await on.whyGone?.()) === undefined ? left : []));
      },
    );
  };
  const onEmptyTables = (base: BaseDatabase | undefined, progress: OnProgress): Promise<EmptyPassResults> =>
    inDatabase(server, base, (database) => emptyPass(server, database, plan, base?.applied ?? 0, passed, progress));
  const onRows = (
    on: PostgresServer,
    base: BaseDatabase | undefined,
    progress: OnProgress,
  ): Promise<PopulatedPassResults> => {
    const options = { userRows: plan.userRows, total: plan.selected.size, onProgress: progress };
    return inDatabase(on, base, async (database) => ({
      populated: await runPopulatedPass(database, passed.values, options),
    })).catch(preludeFailed);
  };

  let empty: EmptyPassResults;
  let populated: PopulatedPassResults = { populated: new Map() };
  if (plan.populated && serverForRows !== undefined) {
    // One line shows the progress: that of the pass that is behind, once it has begun.
    let follows = false;
    const both = await Promise.allSettled([
      withBaseDatabase(server, plan, replayed, (base) =>
        onEmptyTables(base, (step) => (follows ? undefined : onProgress(step))),
      ).catch((error: unknown) => {
        passed.fail(error);
        throw error;
      }),
      withBaseDatabase(serverForRows, plan, replayed, (base) =>
        onRows(serverForRows, base, (step) => {
          follows = true;
          onProgress(step);
        }),
      ),
    ]);
    // Both have ended before the first error is thrown, so that nothing continues in the background.
    [empty, populated] = [valueOf(both[0]), valueOf(both[1])];
  } else {
    empty = await withBaseDatabase(server, plan, replayed, async (base) => {
      const results = await onEmptyTables(base, onProgress);
      populated = plan.populated ? await onRows(server, base, onProgress) : populated;
      return results;
    });
  }
  const { clientData, uncovered } = empty;
  return { checked: mergeVerdicts({ ...empty, ...populated }), clientData, uncovered, notes };
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') {
    throw settled.reason;
  }
  return settled.value;
}

type EmptyPassResults = Pick<PassResults, 'empty' | 'session' | 'notRepeatable'> &
  Pick<Outcome, 'clientData' | 'uncovered'>;

type PopulatedPassResults = Pick<PassResults, 'populated' | 'populatedSkipped'>;

/** The empty pass, then what needs the whole chain: the client data, if any, and all ups in one session. */
async function emptyPass(
  server: PostgresServer,
  database: TrialDatabase,
  plan: Plan,
  alreadyApplied: number,
  passed: AsyncQueue<PassedUp>,
  onProgress: OnProgress,
): Promise<EmptyPassResults> {
  const pass = await runEmptyPass(database, {
    ...plan,
    alreadyApplied,
    onProgress,
    onPassed: (up) => passed.push(up),
  });
  passed.end();
  const clientData = await applyClientData(server, database, plan, pass, onProgress);
  let session: ReadonlyMap<bigint, Verdict> = new Map();
  if (pass.notRepeatable === undefined && !pass.stopped && pass.results.length > 0) {
    onProgress('Applying all migrations in one session');
    session = await runSingleSession(server, database, pass.applied);
  }
  const { results, notRepeatable, uncovered } = pass;
  return {
    empty: results,
    session,
    notRepeatable: notRepeatable && {
      source: notRepeatable.source,
      finding: await notRepeatableFinding(notRepeatable),
    },
    clientData,
    uncovered,
  };
}

async function applyClientData(
  server: PostgresServer,
  { name }: TrialDatabase,
  { clientData }: Plan,
  { endedBy }: EmptyPass,
  onProgress: OnProgress,
): Promise<Verdict | undefined> {
  if (clientData === undefined) {
    return undefined;
  }
  onProgress(`Applying ${basename(clientData)}`);
  if (endedBy !== undefined) {
    return verdictOf([notReachedFinding(endedBy, clientData)]);
  }
  return checkClientData(server.connection(name), clientData).catch((error: unknown) =>
    verdictOf([stoppedFinding(clientData, error)]),
  );
}

/** On a server that we did not start, what the prelude created for the empty pass, such as a role, is still there. */
function preludeFailed(error: unknown): PopulatedPassResults {
  if (codeOf(error) !== 'PRELUDE_FAILED') {
    throw error;
  }
  return { populated: new Map(), populatedSkipped: `in the second database ${messageOf(error)}` };
}
