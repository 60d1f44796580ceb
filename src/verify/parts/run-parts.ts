import { availableParallelism } from 'node:os';

import { sweepDatabases } from '../../databases/sweep-databases.ts';
import { startChecked } from '../../servers/select.ts';
import type { StartServerOptions } from '../../servers/server-options.ts';
import { withServerLossCheck } from '../../servers/server.ts';
import { withCleanup } from '../../support/errors.ts';
import type { Plan } from '../plan.ts';
import { fillForTrials } from '../populated-pass/base-with-rows.ts';
import type { Outcome } from '../report/pass-results.ts';
import type { OnTried } from '../report/tried-migration.ts';
import type { VerifyReport } from '../report/verdict.ts';
import type { VerifyRequest } from '../request.ts';
import { replayedOnly, runPlan } from '../run-plan.ts';
import { basePreparation } from '../sandbox/prepared-base.ts';

export interface RunSettings {
  useCache: boolean;
  onProgress: (step: string) => void;
  onTried?: OnTried | undefined;
}

/** What a part of a plan showed, and on which server. */
interface PartRun {
  part: Plan;
  outcome: Outcome;
  server: VerifyReport['server'];
}

/** Runs each part of a plan on servers of its own, all at the same time. */
export async function runParts(
  request: VerifyRequest,
  [first, ...others]: readonly [Plan, ...Plan[]],
  settings: RunSettings,
): Promise<{ runs: PartRun[]; server: VerifyReport['server'] }> {
  const withoutPort = { ...request, server: { ...request.server, port: undefined } };
  const running = [
    runOnNewServer(request, first, settings),
    ...others.map((part) => runOnNewServer(withoutPort, part, settings)),
  ] as const;
  // All have ended before the first error is thrown, so that nothing continues in the background.
  await Promise.allSettled(running);
  const [one, ...more] = await Promise.all(running);
  return { runs: [one, ...more], server: one.server };
}

/** From so many replayed migrations on it takes less time to keep and copy the state after them. */
const WORTH_KEEPING = 12;

async function runOnNewServer(
  { server: options, serverKind }: VerifyRequest,
  plan: Plan,
  { useCache, onProgress, onTried }: RunSettings,
): Promise<PartRun> {
  const replayed = replayedOnly(plan);
  const prepared = serverKind === 'embedded' && useCache && replayed.length >= WORTH_KEEPING;
  if (prepared) {
    onProgress(`Preparing the state after ${replayed.length} migrations`);
  }
  const start: StartServerOptions = {
    ...options,
    settings: serverKind === 'existing' ? options.settings : { autovacuum: 'off', ...options.settings },
    ...(prepared
      ? { preparation: basePreparation(plan, replayed, plan.populated ? fillForTrials(plan.ignoreRows) : undefined) }
      : {}),
  };
  const given = { prepared, disposable: serverKind !== 'existing', onTried };
  const { server } = await startChecked(start);
  const outcome = await withCleanup(
    async () => {
      await sweepDatabases(server);
      if (serverKind !== 'embedded' || !plan.populated || availableParallelism() < 2) {
        return withServerLossCheck(server, () => runPlan(server, plan, onProgress, given));
      }
      const serverForRows = (async () => {
        await server.cached;
        return (await startChecked({ ...start, port: undefined })).server;
      })();
      return withCleanup(
        () => runPlan(server, plan, onProgress, { ...given, serverForRows }),
        async () => (await serverForRows).stop(),
      );
    },
    () => server.stop(),
  );
  return { part: plan, outcome, server: { kind: server.kind, version: server.version.text } };
}
