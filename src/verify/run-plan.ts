import { basename } from 'node:path';

import type { PostgresServer } from '../servers/server.ts';
import { codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { AsyncQueue } from '../support/async-queue.ts';
import { checkClientData } from './client-data/check-client-data.ts';
import { runClientDataPass } from './client-data/client-data-pass.ts';
import { runEmptyPass, type EmptyPass, type PassedUp } from './empty-pass/empty-pass.ts';
import { notReachedFinding } from './empty-pass/not-reached.ts';
import { notRepeatableFinding } from './empty-pass/run-trial.ts';
import type { MigrationSource } from './migration-source.ts';
import type { Plan } from './plan.ts';
import { runPopulatedPass } from './populated-pass/populated-pass.ts';
import { mergeVerdicts } from './report/merge-verdicts.ts';
import type { FoundOnClientRows, Outcome, PassResults } from './report/pass-results.ts';
import { triedOnEmptyTables, type OnTried } from './report/tried-migration.ts';
import { verdictOf, type Verdict } from './report/verdict.ts';
import type { BaseDatabase } from './sandbox/base-database.ts';
import { withBaseDatabase } from './sandbox/prepared-base.ts';
import { stoppedFinding } from './sandbox/stopped.ts';
import { openTrialDatabase, type TrialDatabase } from './sandbox/trial-database.ts';
import { runSingleSession } from './single-session/single-session.ts';

type OnProgress = (step: string) => void;

export interface RunPlanOptions {
  /** Where the populated pass runs, at the same time; the empty pass does not wait until it has started. */
  serverForRows?: PostgresServer | Promise<PostgresServer> | undefined;
  /** Whether the servers were started with `basePreparation` of `replayedOnly`. */
  prepared?: boolean | undefined;
  /** Whether the servers are stopped afterwards, so that nothing need be dropped. */
  disposable?: boolean | undefined;
  onTried?: OnTried | undefined;
}

/** The migrations before the first that is selected. */
export function replayedOnly({ chain, selected }: Plan): readonly MigrationSource[] {
  const firstSelected = chain.findIndex(({ migration }) => selected.has(migration.version));
  // For the client data alone there is one trial database, which runs the ups itself.
  return chain.slice(0, Math.max(0, firstSelected));
}

/**
 * Runs all passes of a plan on a server, in databases that are created for it and dropped at the end. The populated pass
 * follows the empty pass as far as that gets: at the same time on a second server if there is one, otherwise after it.
 */
export async function runPlan(
  server: PostgresServer,
  plan: Plan,
  onProgress: OnProgress,
  { serverForRows, prepared = false, disposable = false, onTried }: RunPlanOptions = {},
): Promise<Outcome> {
  const replayed = replayedOnly(plan);
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
        const left = await database.close(disposable);
        // Of a server that has ended nothing is left.
        notes.push(...((await on.whyGone?.()) === undefined ? left : []));
      },
    );
  };
  const onEmptyTables = (base: BaseDatabase | undefined, progress: OnProgress): Promise<EmptyPassResults> =>
    inDatabase(server, base, (database) =>
      emptyPass(server, database, plan, base?.applied ?? 0, passed, { onProgress: progress, onTried }),
    );
  const onRows = (
    on: PostgresServer,
    base: BaseDatabase | undefined,
    progress: OnProgress,
  ): Promise<PopulatedPassResults> => {
    const filled = base?.filled?.tables;
    const options = { userRows: plan.userRows, filled, total: plan.selected.size, onProgress: progress, onTried };
    return inDatabase(on, base, async (database) => ({
      populated: await runPopulatedPass(database, passed.values, options),
    })).catch(preludeFailed);
  };

  let empty: EmptyPassResults;
  let populated: PopulatedPassResults = { populated: new Map() };
  if (plan.populated && serverForRows !== undefined) {
    // One line shows the progress: that of the pass that is behind, once it has begun.
    let follows = false;
    const passes = [
      withBaseDatabase(server, plan, { replayed, prepared, disposable, withRows: false }, (base) =>
        onEmptyTables(base, (step) => (follows ? undefined : onProgress(step))),
      ).catch((error: unknown) => {
        passed.fail(error);
        throw error;
      }),
      (async () => {
        const on = await serverForRows;
        return withBaseDatabase(on, plan, { replayed, prepared, disposable, withRows: true }, (base) =>
          onRows(on, base, (step) => {
            follows = true;
            onProgress(step);
          }),
        );
      })(),
    ] as const;
    // Both have ended before the first error is thrown, so that nothing continues in the background.
    await Promise.allSettled(passes);
    [empty, populated] = await Promise.all(passes);
  } else {
    empty = await withBaseDatabase(server, plan, { replayed, prepared, disposable, withRows: false }, async (base) => {
      const results = await onEmptyTables(base, onProgress);
      populated = plan.populated ? await onRows(server, base, onProgress) : populated;
      return results;
    });
  }
  const { clientData, uncovered, note } = empty;
  notes.push(...(note === undefined ? [] : [note]));
  return { checked: mergeVerdicts({ ...empty, ...populated }), clientData, uncovered, notes };
}

type EmptyPassResults = Pick<PassResults, 'empty' | 'session' | 'notRepeatable' | 'onClientRows'> &
  Pick<Outcome, 'clientData' | 'uncovered'> & { note: string | undefined };

type PopulatedPassResults = Pick<PassResults, 'populated' | 'populatedSkipped'>;

/** The empty pass, then what needs the whole chain: the client data and newer migrations on its rows, and all ups in one session. */
async function emptyPass(
  server: PostgresServer,
  database: TrialDatabase,
  plan: Plan,
  alreadyApplied: number,
  passed: AsyncQueue<PassedUp>,
  { onProgress, onTried }: { onProgress: OnProgress; onTried: OnTried | undefined },
): Promise<EmptyPassResults> {
  const pass = await runEmptyPass(database, {
    ...plan,
    alreadyApplied,
    onProgress,
    onTried: (result) => onTried?.(triedOnEmptyTables(result)),
    onPassed: (up) => passed.push(up),
  });
  passed.end();
  const clientData = await applyClientData(server, database, plan, pass, onProgress);
  let session: ReadonlyMap<bigint, Verdict> = new Map();
  let onClientRows: FoundOnClientRows = new Map();
  let note: string | undefined;
  if (pass.notRepeatable === undefined && !pass.stopped && pass.results.length > 0) {
    if (plan.clientRows !== undefined) {
      const given = { applied: pass.applied, results: pass.results, onProgress };
      ({ found: onClientRows, note } = await runClientDataPass(server, database, plan.clientRows, given));
    }
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
    onClientRows,
    clientData,
    uncovered,
    note,
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
