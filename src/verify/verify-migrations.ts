import type { DatabaseContent } from '../databases/content.ts';
import { findBinaries } from '../servers/embedded/binaries.ts';
import type { PostgresServer } from '../servers/server.ts';
import { toolEdition } from '../support/tool-version.ts';
import { planVerification, type Plan } from './plan.ts';
import { cutPlan } from './parts/cut-plan.ts';
import { joinOutcomes } from './parts/join-outcomes.ts';
import { runParts } from './parts/run-parts.ts';
import { joinShards, keyOfWhole, planOfShard, shardResult } from './parts/shard.ts';
import { assembleReport } from './report/assemble-report.ts';
import type { CheckedMigration, Outcome } from './report/pass-results.ts';
import { openVerdictCache, type VerdictCache } from './report/verdict-cache.ts';
import type { ShardResult, Verdict, VerifyReport } from './report/verdict.ts';
import { readPlan, readRequest, type VerifyMigrationsOptions, type VerifyOptions } from './request.ts';
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
  const request = await readRequest(options);
  const { content, serverKind } = request;
  const plan = options.shard === undefined ? request.plan : planOfShard(request.plan, options.shard);
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
  const whole = options.shard === undefined ? '' : await keyOfWhole(request.plan, options);
  const report = (outcome: Outcome, server: VerifyReport['server']): VerifyReport => ({
    ...assembleReport(content, plan, outcome, options.baseline, options.lintBaseline),
    server,
    cached: cached.length,
    milliseconds: performance.now() - begun,
    shard: options.shard && shardResult(plan, options.shard, { whole, outcome, server }),
  });
  if (build !== undefined && rest === undefined) {
    const clientData = plan.clientData === undefined ? undefined : cache?.findClientData();
    return report(
      { checked: cached, clientData, uncovered: cache?.uncovered() ?? [], notes: [] },
      { kind: 'embedded', version: build.version.text },
    );
  }

  const todo = rest ?? plan;
  const { runs, server } = await runParts(request, cutPlan(todo, options.workers ?? 1), {
    useCache: options.cache !== false,
    onProgress: options.onProgress ?? (() => undefined),
    onTried: options.onTried,
  });
  const outcome = joinOutcomes(plan, runs, cached);
  const { checked, clientData, notes } = outcome;
  assertComplete(plan, checked);
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
  const outcome = await runPlan(server, plan, options.onProgress ?? (() => undefined), {
    serverForRows,
    onTried: options.onTried,
  });
  return {
    ...assembleReport(content, plan, outcome, options.baseline, options.lintBaseline),
    server: { kind: server.kind, version: server.version.text },
    milliseconds: performance.now() - begun,
  };
}

/**
 * One report from the shards of a verification: the same as that of a run without shards.
 *
 * @param options the same as those of the shards
 * @throws the errors of `readPlan` and `joinShards`
 */
export async function mergeShards(
  shards: readonly ShardResult[],
  options: VerifyMigrationsOptions,
): Promise<VerifyReport> {
  const begun = performance.now();
  const { content, plan } = await readPlan(options, options, 'mergeShards');
  const { outcome, server } = joinShards(plan, await keyOfWhole(plan, options), shards);
  return {
    ...assembleReport(content, plan, outcome, options.baseline, options.lintBaseline),
    server,
    milliseconds: performance.now() - begun,
  };
}

/** A migration without a verdict must not look as if it had passed. */
function assertComplete({ selected }: Plan, checked: readonly CheckedMigration[]): void {
  const known = new Set(checked.map(({ source }) => source.migration.version));
  const missing = [...selected].filter((version) => !known.has(version));
  if (missing.length > 0) {
    throw new Error(`there is no verdict on ${missing.join(', ')}`);
  }
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
