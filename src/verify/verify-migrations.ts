import { availableParallelism } from 'node:os';

import { refuseClusterWide, type ClusterWideOptions } from '../databases/cluster-wide.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { sweepDatabases } from '../databases/create-database.ts';
import { withReusedContainer, type ReuseOptions } from '../databases/reused-container.ts';
import { findBinaries } from '../servers/embedded/binaries.ts';
import { startServer, type StartServerOptions } from '../servers/select.ts';
import { withServerLossCheck, type PostgresServer } from '../servers/server.ts';
import { withCleanup } from '../support/errors.ts';
import { toolEdition } from '../support/tool-version.ts';
import { assembleReport } from './report/assemble-report.ts';
import type { Baseline } from './report/baseline.ts';
import type { Judged } from './report/findings.ts';
import { AFTER_DIVERGENCE } from './single-session/single-session.ts';
import { planVerification, type Plan, type PlanOptions } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { openVerdictCache, type VerdictCache } from './report/verdict-cache.ts';
import type { VerifyReport } from './report/verdict.ts';
import type { Outcome } from './verification-run.ts';

export interface VerifyOptions extends PlanOptions {
  /** Defects that are accepted. */
  baseline?: Baseline | undefined;
  /** Called before each migration is tried. */
  onProgress?: (step: string) => void;
}

export interface VerifyMigrationsOptions
  extends DatabaseFiles, StartServerOptions, ReuseOptions, ClusterWideOptions, VerifyOptions {
  /**
   * Whether verdicts of an earlier run with the same files are taken over; so unless told. Only those on an embedded server
   * are kept: what else another server holds cannot be known.
   */
  cache?: boolean | undefined;
}

/**
 * Proves, on a server started for it, that every up migration is idempotent and every down undoes it: at each version
 * up, up again, down, up, with the whole catalog and all rows compared after every step; then all ups at once, in one
 * session; and the same with rows in every table, on an embedded server of its own where there are two cores. A migration that fails is a verdict, not an exception; the chain ends
 * at the first up that cannot be applied.
 *
 * @throws the errors of `readContent`, `planVerification`, `startServer` and `runPlan`
 */
export async function verifyMigrations(given: VerifyMigrationsOptions): Promise<VerifyReport> {
  const begun = performance.now();
  const options = await withReusedContainer(given);
  const content = await readContent(options);
  const plan = await planVerification(content, options);
  const { server: choice = { kind: 'embedded' }, onProgress = () => undefined } = options;
  if (choice.kind === 'existing' && options.allowClusterWide !== true) {
    await refuseClusterWide(content);
  }
  const build = choice.kind === 'embedded' ? await findBinaries(options) : undefined;
  const cache =
    build === undefined || options.cache === false
      ? undefined
      : openVerdictCache(
          plan,
          [toolEdition(), build.build, JSON.stringify([options.user, options.settings])],
          content.key,
        );
  const { known, rest } = divide(plan, cache);
  if (build !== undefined && rest === undefined) {
    const outcome: Outcome = {
      judged: known,
      clientData: plan.clientData === undefined ? undefined : cache?.findClientData(),
      uncovered: cache?.uncovered() ?? [],
      notes: [],
    };
    const server = { kind: 'embedded' as const, version: build.version.text };
    return {
      ...assembleReport(content, plan, outcome, options.baseline),
      server,
      cached: known.length,
      milliseconds: performance.now() - begun,
    };
  }

  const todo = rest ?? plan;
  const start = {
    ...options,
    settings: choice.kind === 'existing' ? options.settings : { autovacuum: 'off', ...options.settings },
  };
  const { server } = await startServer(start);
  const outcome = await withCleanup(
    async () => {
      await sweepDatabases(server);
      if (choice.kind !== 'embedded' || !todo.populated || availableParallelism() < 2) {
        return withServerLossCheck(server, () => runPlan(server, todo, onProgress));
      }
      const { server: serverForRows } = await startServer({ ...start, port: undefined });
      return withCleanup(
        () => runPlan(server, todo, onProgress, serverForRows),
        () => serverForRows.stop(),
      );
    },
    () => server.stop(),
  );
  const judged = merge(plan, known, outcome.judged);
  // For the client data alone no snapshots are taken.
  const uncovered = todo.judged.size === 0 ? (cache?.uncovered() ?? []) : outcome.uncovered;
  // What the clean-up had to leave is said each time.
  if (outcome.notes.length === 0) {
    cache?.keep(judged, outcome.clientData, uncovered);
  }
  const report = assembleReport(content, plan, { ...outcome, judged, uncovered }, options.baseline);
  return {
    ...report,
    server: { kind: server.kind, version: server.version.text },
    cached: known.length,
    milliseconds: performance.now() - begun,
  };
}

/**
 * The same on a server that runs, in databases that are made for it and dropped at the end; with a second one of the same
 * kind, the climb with rows goes on there at the same time.
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
    ...assembleReport(content, plan, outcome, options.baseline),
    server: { kind: server.kind, version: server.version.text },
    milliseconds: performance.now() - begun,
  };
}

/** What the cache knows, and a plan for what it does not; no plan when that is nothing. */
function divide(plan: Plan, cache: VerdictCache | undefined): { known: Judged[]; rest: Plan | undefined } {
  const wanted = plan.chain.filter(({ migration }) => plan.judged.has(migration.version));
  const known = wanted.flatMap((source) => cache?.find(source) ?? []);
  const versions = new Set(known.map(({ source }) => source.migration.version));
  const judged = new Set([...plan.judged].filter((version) => !versions.has(version)));
  const dataKnown = plan.clientData === undefined || cache?.findClientData() !== undefined;
  return { known, rest: judged.size === 0 && dataKnown ? undefined : { ...plan, judged } };
}

/**
 * In the order of the chain; a verdict that was come to now stands before one that was known. What an earlier run found to
 * part in the one session parts from there on, although this run has not looked there.
 */
function merge({ chain }: Plan, known: readonly Judged[], fresh: readonly Judged[]): Judged[] {
  const byVersion = new Map([...known, ...fresh].map((each) => [each.source.migration.version, each]));
  const all = chain.flatMap(({ migration }) => byVersion.get(migration.version) ?? []);
  const diverged = all.findIndex(({ verdicts }) => verdicts.sessionIndependent.findings.length > 0);
  return all.map((each, index) =>
    diverged === -1 || index <= diverged || each.verdicts.sessionIndependent.status === 'skipped'
      ? each
      : { ...each, verdicts: { ...each.verdicts, sessionIndependent: AFTER_DIVERGENCE } },
  );
}
