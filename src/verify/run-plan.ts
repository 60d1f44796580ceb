import type { PostgresServer } from '../servers/server.ts';
import { withBase, type Base } from './sandbox/base-database.ts';
import type { Plan } from './plan.ts';
import { VerificationRun, type Outcome } from './verification-run.ts';

/**
 * Tries a plan on a server, in databases that are made for it and dropped at the end. With a server of its own the climb
 * with rows goes on beside the one without; otherwise it comes after it.
 */
export async function runPlan(
  server: PostgresServer,
  plan: Plan,
  onProgress: (step: string) => void,
  serverForRows?: PostgresServer,
): Promise<Outcome> {
  const run = new VerificationRun(plan);
  const firstJudged = plan.chain.findIndex(({ migration }) => plan.judged.has(migration.version));
  // For the client data alone there is one database, which runs the ups itself.
  const beginning = plan.chain.slice(0, Math.max(0, firstJudged));
  const onBase = (on: PostgresServer, work: (base: Base | undefined) => Promise<void>): Promise<void> =>
    withBase(on, plan.prelude, beginning, work);
  if (plan.populated && serverForRows !== undefined) {
    // One line says how far it is: of the climb that is behind, once that has begun.
    let follows = false;
    const first = (step: string): void => (follows ? undefined : onProgress(step));
    const second = (step: string): void => {
      follows = true;
      onProgress(step);
    };
    await all([
      onBase(server, (base) => run.climbEmpty(server, base, first)).catch((error: unknown) => run.abandon(error)),
      onBase(serverForRows, (base) => run.runPopulatedTrial(serverForRows, base, second)),
    ]);
  } else {
    await onBase(server, async (base) => {
      await run.climbEmpty(server, base, onProgress);
      if (plan.populated) {
        await run.runPopulatedTrial(server, base, onProgress);
      }
    });
  }
  return run.outcome();
}

/** Waits for all to end before the first error is thrown, so that nothing goes on behind the caller's back. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  for (const ended of await Promise.allSettled(works)) {
    if (ended.status === 'rejected') {
      throw ended.reason;
    }
  }
}
