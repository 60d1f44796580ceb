import * as v from 'valibot';

import { refuseClusterWide, type ClusterWideOptions } from '../databases/cluster-wide.ts';
import { FILE_OPTIONS } from '../databases/file-options.ts';
import { RANGE_OPTIONS } from '../migrations/pairs/version-range.ts';
import { SERVER_OPTIONS } from '../servers/server-options.ts';
import { readContent, type DatabaseContent, type DatabaseFiles } from '../databases/content.ts';
import { chooseRoles } from '../databases/server-roles.ts';
import { withReusedContainer, type ReuseOptions } from '../databases/reused-container.ts';
import type { StartServerOptions } from '../servers/server-options.ts';
import type { ServerKind } from '../servers/server.ts';
import { planVerification, type Plan, type PlanOptions, preludesOf } from './plan.ts';
import { CALLBACK, TEXT, TEXTS, YES_OR_NO, checkOptions } from '../support/check-options.ts';
import type { LintEntry, VerifyEntry } from '../findings/baseline.ts';

export interface VerifyOptions extends PlanOptions {
  /** Accepted findings. */
  baseline?: readonly VerifyEntry[] | undefined;
  /** Accepted findings of lint: those about the names and pairs of files are accepted here, too. */
  lintBaseline?: readonly LintEntry[] | undefined;
  /** Called before each migration is tried. */
  onProgress?: (step: string) => void;
}

export interface VerifyMigrationsOptions
  extends Omit<DatabaseFiles, 'to'>, StartServerOptions, ReuseOptions, ClusterWideOptions, VerifyOptions {
  /**
   * Whether verdicts of an earlier run with the same files are used; `true` by default. Only those of embedded servers are
   * cached: what else another server holds is unknown.
   */
  cache?: boolean | undefined;
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
  onProgress: CALLBACK,
} satisfies Record<keyof VerifyMigrationsOptions, v.GenericSchema>);

/** The options of `verifyMigrations`, read once: what to verify, and where. */
export interface VerifyRequest {
  content: DatabaseContent;
  plan: Plan;
  serverKind: ServerKind;
  server: StartServerOptions;
}

/** @throws InvalidOptionError; the errors of `withReusedContainer`, `readContent`, `planVerification` and `refuseClusterWide` */
export async function readRequest(options: VerifyMigrationsOptions, selection: PlanOptions): Promise<VerifyRequest> {
  checkOptions('verifyMigrations', VERIFY_OPTIONS, options);
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
  const server = await withReusedContainer({ ...options, user: superuser });
  const serverKind = server.server?.kind ?? 'embedded';
  if (serverKind === 'existing' && options.allowClusterWide !== true) {
    await refuseClusterWide(content);
  }
  return { content, plan: { ...plan, preludes: preludesOf(content) }, serverKind, server };
}
