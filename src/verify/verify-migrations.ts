import { availableParallelism } from 'node:os';

import type { DatabaseContent } from '../databases/content.ts';
import { sweepDatabases } from '../databases/sweep-databases.ts';
import { findBinaries } from '../servers/embedded/binaries.ts';
import { startChecked } from '../servers/select.ts';
import type { StartServerOptions } from '../servers/server-options.ts';
import { withServerLossCheck, type PostgresServer } from '../servers/server.ts';
import { withCleanup } from '../support/errors.ts';
import { toolEdition } from '../support/tool-version.ts';
import { planVerification, type Plan } from './plan.ts';
import { assembleReport } from './report/assemble-report.ts';
import { mergeWithCached } from './report/merge-verdicts.ts';
import type { CheckedMigration, Outcome } from './report/pass-results.ts';
import { openVerdictCache, type VerdictCache } from './report/verdict-cache.ts';
import type { Verdict, VerifyReport } from './report/verdict.ts';
import { readRequest, type VerifyMigrationsOptions, type VerifyOptions, type VerifyRequest } from './request.ts';
import { runPlan } from './run-plan.ts';

export type { VerifyMigrationsOptions, VerifyOptions } from './request.ts';

/**
 * Proves, on a server started for it, that every up is idempotent and every down reverts it: at each version up, up again,
 * down, up, with the whole catalog and all rows compared after every step; the same with rows in every table, at the same
 * time on a second embedded server where there are two cores; then all ups in one session. A migration that fails is a
 * verdict, not an exception; the chain ends at the first up that cannot be applied.
 *
 * @throws the errors of `readRequest`, `startServer` and `runPlan`
 */
export async function verifyMigrations(options: VerifyMigrationsOptions): Promise<VerifyReport> {
  const begun = performance.now();
  const request = await readRequest(options, options);
  const { content, plan, serverKind } = request;
  const build = serverKind === 'embedded' ? await findBinaries(request.server) : undefined;
  const cache =
    build === undefined || options.cache === false
      ? undefined
      : openVerdictCache(
          plan,
          [
            toolEdition(),
            build.build,
            JSON.stringify([request.server.user, request.server.settings, plan.databaseName]),
          ],
          content.key,
        );
  const { cached, rest } = splitByCache(plan, cache);
  const report = (outcome: Outcome, server: VerifyReport['server']): VerifyReport => ({
    ...assembleReport(content, plan, outcome, options.baseline, options.lintBaseline),
    server,
    cached: cached.length,
    milliseconds: performance.now() - begun,
  });
  if (build !== undefined && rest === undefined) {
    const clientData = plan.clientData === undefined ? undefined : cache?.findClientData();
    return report(
      { checked: cached, clientData, uncovered: cache?.uncovered() ?? [], notes: [] },
      { kind: 'embedded', version: build.version.text },
    );
  }

  const todo = rest ?? plan;
  const { outcome, server } = await runOnNewServer(request, todo, options.onProgress ?? (() => undefined));
  const { clientData, notes } = outcome;
  const checked = mergeWithCached(
    plan.chain.map(({ migration }) => migration.version),
    cached,
    outcome.checked,
  );
  // For the client data alone no snapshots are taken.
  const uncovered = todo.selected.size === 0 ? (cache?.uncovered() ?? []) : outcome.uncovered;
  // A note on what could not be cleaned up has to appear in each run, so such a run is not cached; nor is a lost connection.
  if (notes.length === 0 && !checked.some(({ verdicts }) => Object.values(verdicts).some(endedEarly))) {
    cache?.keep(checked, clientData !== undefined && endedEarly(clientData) ? undefined : clientData, uncovered);
  }
  return report({ checked, clientData, uncovered, notes }, server);
}

/**
 * Runs the verification on a running server, in databases that are created for it and dropped at the end; the populated
 * pass runs on `serverForRows` at the same time if that is given.
 */
export async function verifyOn(
  server: PostgresServer,
  content: DatabaseContent,
  options: VerifyOptions = {},
  serverForRows?: PostgresServer,
): Promise<VerifyReport> {
  const begun = performance.now();
  const plan = await planVerification(content, options);
  const outcome = await runPlan(server, plan, options.onProgress ?? (() => undefined), serverForRows);
  return {
    ...assembleReport(content, plan, outcome, options.baseline, options.lintBaseline),
    server: { kind: server.kind, version: server.version.text },
    milliseconds: performance.now() - begun,
  };
}

async function runOnNewServer(
  { server: options, serverKind }: VerifyRequest,
  plan: Plan,
  onProgress: (step: string) => void,
): Promise<{ outcome: Outcome; server: VerifyReport['server'] }> {
  const start: StartServerOptions = {
    ...options,
    settings: serverKind === 'existing' ? options.settings : { autovacuum: 'off', ...options.settings },
  };
  const { server } = await startChecked(start);
  const outcome = await withCleanup(
    async () => {
      await sweepDatabases(server);
      if (serverKind !== 'embedded' || !plan.populated || availableParallelism() < 2) {
        return withServerLossCheck(server, () => runPlan(server, plan, onProgress));
      }
      const { server: serverForRows } = await startChecked({ ...start, port: undefined });
      return withCleanup(
        () => runPlan(server, plan, onProgress, serverForRows),
        () => serverForRows.stop(),
      );
    },
    () => server.stop(),
  );
  return { outcome, server: { kind: server.kind, version: server.version.text } };
}

/** Whether a connection was lost: the next run may not lose it. */
function endedEarly({ findings }: Verdict): boolean {
  return findings.some(({ code }) => code === 'connection-lost' || code === 'verify-stopped');
}

/** The cached verdicts, and a plan for what is not cached; no plan when nothing is left to check. */
function splitByCache(plan: Plan, cache: VerdictCache | undefined): { cached: CheckedMigration[]; rest?: Plan } {
  const cached = plan.chain
    .filter(({ migration }) => plan.selected.has(migration.version))
    .flatMap((source) => cache?.find(source) ?? []);
  const versions = new Set(cached.map(({ source }) => source.migration.version));
  const selected = new Set([...plan.selected].filter((version) => !versions.has(version)));
  const dataKnown = plan.clientData === undefined || cache?.findClientData() !== undefined;
  return selected.size === 0 && dataKnown ? { cached } : { cached, rest: { ...plan, selected } };
}
