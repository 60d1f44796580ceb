import * as v from 'valibot';

import { refuseClusterWide, type ClusterWideOptions } from '../databases/cluster-wide.ts';
import { withIdleCron } from '../databases/cron-settings.ts';
import { FILE_OPTIONS } from '../databases/file-options.ts';
import { requireFiles } from '../migrations/layouts/supported-layouts.ts';
import { RANGE_OPTIONS } from '../migrations/pairs/version-range.ts';
import { SERVER_OPTIONS, type StartServerOptions } from '../servers/server-options.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { chooseRoles } from '../databases/server-roles.ts';
import { withReusedContainer, type ReuseOptions } from '../databases/reused-container.ts';
import type { ServerKind } from '../servers/server.ts';
import { requireShard, SHARD, type Shard } from '../support/shard.ts';
import { planVerification, type Plan, type PlanOptions, preludesOf } from './plan.ts';
import { InvalidOptionError } from '../support/errors.ts';
import { CALLBACK, TEXT, TEXTS, YES_OR_NO, NUMBER, checkOptions } from '../support/check-options.ts';
import type { LintEntry, VerifyEntry } from '../findings/baseline.ts';
import type { OnTried } from './report/tried-migration.ts';

export interface VerifyOptions extends PlanOptions {
  /** Accepted findings. */
  baseline?: readonly VerifyEntry[] | undefined;
  /** Accepted findings of lint: those about the names and pairs of files are accepted here, too. */
  lintBaseline?: readonly LintEntry[] | undefined;
  /** Called before each migration is tried. */
  onProgress?: (step: string) => void;
  /** Called after each trial of a migration in each pass, not for cached verdicts; other passes may find more. */
  onTried?: OnTried | undefined;
}

export interface VerifyMigrationsOptions
  extends Omit<DatabaseFiles, 'to'>, StartServerOptions, ReuseOptions, ClusterWideOptions, VerifyOptions {
  /**
   * Whether verdicts of an earlier run with the same files are used; `true` by default. Only those of embedded servers are
   * cached: what else another server holds is unknown.
   */
  cache?: boolean | undefined;
  /** In how many parts the chain is verified at the same time, each on servers of its own; 1 by default. */
  workers?: number | undefined;
  /** Verify only this one of several parts of about equal cost; `mergeShards` makes one report of them. */
  shard?: Shard | undefined;
}

const VERIFY_OPTIONS = v.strictObject({
  ...SERVER_OPTIONS,
  ...FILE_OPTIONS,
  reuseContainer: YES_OR_NO,
  ...RANGE_OPTIONS,
  changedSince: TEXT,
  populated: YES_OR_NO,
  populate: TEXT,
  ignoreRows: TEXTS,
  database: TEXT,
  baseline: v.optional(v.array(v.unknown(), 'must be an array')),
  lintBaseline: v.optional(v.array(v.unknown(), 'must be an array')),
  cache: YES_OR_NO,
  workers: NUMBER,
  shard: SHARD,
  onProgress: CALLBACK,
  onTried: CALLBACK,
} satisfies Record<keyof VerifyMigrationsOptions, v.GenericSchema>);

/** The options of `verifyMigrations`, read once: what to verify, and where. */
export interface VerifyRequest {
  content: DatabaseContent;
  plan: Plan;
  serverKind: ServerKind;
  server: StartServerOptions;
}

/** What to verify, and the options of the server. */
export interface VerifyPlan {
  content: DatabaseContent;
  plan: Plan;
  superuser: string | undefined;
}

/** @throws InvalidOptionError; the errors of `requireFiles`, `readContent` and `planVerification` */
export async function readPlan(
  options: VerifyMigrationsOptions,
  selection: PlanOptions = options,
  caller = 'verifyMigrations',
): Promise<VerifyPlan> {
  checkOptions(caller, VERIFY_OPTIONS, options);
  requireShard(options.shard ?? { number: 1, of: 1 });
  requireWorkers(options.workers, options.reuseContainer === true ? 'existing' : options.server?.kind);
  requireFiles(options.layout, 'verify');
  const files = await readContent({ ...options, to: undefined }); // The selection cuts the chain.
  const plan = await planVerification(files, selection);
  const { content, superuser } =
    options.server?.kind === 'existing'
      ? { content: files, superuser: options.user }
      : chooseRoles(
          files,
          options.user,
          plan.chain.map(({ down = '' }) => down),
        );
  return { content, plan: { ...plan, preludes: preludesOf(content) }, superuser };
}

/** @throws the errors of `readPlan`, `withReusedContainer`, `readContent`, `planVerification` and `refuseClusterWide` */
export async function readRequest(
  options: VerifyMigrationsOptions,
  selection: PlanOptions = options,
): Promise<VerifyRequest> {
  const { content, plan, superuser } = await readPlan(options, selection);
  const settings = withIdleCron(options.settings, plan.databaseName);
  const server = await withReusedContainer({ ...options, settings, user: superuser });
  const serverKind = server.server?.kind ?? 'embedded';
  if (serverKind === 'existing' && options.allowClusterWide !== true) {
    await refuseClusterWide(content);
  }
  return { content, plan, serverKind, server };
}

function requireWorkers(workers: number | undefined, serverKind: ServerKind | undefined): void {
  if (workers === undefined) {
    return;
  }
  if (!Number.isInteger(workers) || workers < 1) {
    throw new InvalidOptionError('workers', {
      message: `invalid number of workers: ${workers}`,
      hint: 'Use a whole number, 1 or more: 1 for each two cores.',
    });
  }
  if (serverKind === 'existing' && workers > 1) {
    throw new InvalidOptionError('workers', {
      message: `${workers} workers need servers of their own, but one server is given`,
      hint: 'Leave out the workers, or the server.',
    });
  }
}
