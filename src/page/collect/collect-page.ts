import { basename, resolve } from 'node:path';

import { chainLocks } from '../../lint/locks/chain-locks.ts';
import { lintMigrations, type LintOptions } from '../../lint/engine/lint-migrations.ts';
import { changesSince } from '../../migrations/pairs/changes-since.ts';
import { requireFiles } from '../../migrations/layouts/supported-layouts.ts';
import { verifyReportJson } from '../../report/verify-json.ts';
import { packageVersion } from '../../support/tool-version.ts';
import { verifyMigrations, type VerifyMigrationsOptions } from '../../verify/verify-migrations.ts';
import { readRequest } from '../../verify/request.ts';
import type { PageMigration, PageModel } from '../model.ts';
import { dataAdded, dataLost } from './data-lost.ts';
import { pageFiles, type PageFiles } from './page-files.ts';
import { collectDatabase, requireDatabase, type DatabaseOptions } from './database/collect-database.ts';
import { knownPaths, shownFolder, withShownPaths } from './shown-paths.ts';
import { runChain, type RunMigration } from './run-chain.ts';

/** What a page is made of. */
export interface PageOptions {
  /** What is run and judged; its `from` is the first migration that is shown, the others are run before. */
  verify: VerifyMigrationsOptions;
  /** The rules of lint that are on, and what is accepted. */
  lint: Pick<LintOptions, 'preset' | 'from' | 'rules' | 'rulesets' | 'baseline'>;
  /** Whether `verify` judges the migrations; with `changedSince` only those that changed. */
  verdicts: boolean;
  /** Mark the migrations that differ from this commit, branch or tag of git. */
  changedSince?: string | undefined;
  /**
   * Folder that paths are written from, such as the one where the command runs; of files elsewhere only the last folder and
   * the name are left. By default paths stay as they are given.
   */
  base?: string | undefined;
  /** A database to show the rows of and to compare with the migrations; it is only read. */
  database?: DatabaseOptions | undefined;
}

type Verdicts = ReadonlyMap<string, NonNullable<PageMigration['verdict']>>;

/**
 * Collects everything that the page shows: the chain runs once on a throw-away server, with a snapshot after each up; lint
 * and verify give their findings. A file that fails ends the chain: the model then has everything up to there.
 *
 * @param onProgress called with each step
 * @throws the errors of `readRequest`, `startServer`, `lintMigrations`, `changesSince`, `verifyMigrations` and
 *   `collectDatabase`
 */
export async function collectPage(options: PageOptions, onProgress: (step: string) => void): Promise<PageModel> {
  const { verify, changedSince } = options;
  const { migrations: folder } = verify;
  const layout = requireFiles(verify.layout, 'report');
  const selection = { from: verify.from, populated: false };
  const request = await readRequest({ ...verify, onProgress }, selection);
  const { found } = request.content;
  await (options.database && requireDatabase(options.database));
  const changes = changedSince === undefined ? undefined : await changesSince(folder, changedSince, found.migrations);
  const { clientData, prelude } = verify;
  const run = await runChain(request, await chainLocks(found, prelude === undefined), onProgress);
  onProgress('Linting the migrations');
  const linted = await lintMigrations({ ...options.lint, migrations: folder, layout, clientData, prelude });
  const { verdicts, notes } = options.verdicts ? await judge(options, onProgress) : NO_VERDICTS;
  const files = pageFiles(linted);
  const page: PageModel = {
    formatVersion: 1,
    title: options.base === undefined ? basename(resolve(folder)) : shownFolder(options.base, folder),
    tool: packageVersion(),
    postgres: run.postgres,
    migrations: [],
    objects: run.objects,
    failure: run.failure,
    notes: [
      ...files.aboutFolder(found.migrations),
      ...linted.notices,
      ...notes,
      ...run.uncovered.map((what) => `not compared: ${what}`),
    ],
    data: null,
    production: null,
  };
  for (const migration of run.migrations) {
    const { version } = migration.source.migration;
    page.migrations.push(
      await pageMigration(migration, files, {
        verdict: verdicts.get(String(version)) ?? null,
        changed: changes?.versions.has(version) ?? true,
      }),
    );
  }
  if (options.database !== undefined) {
    const read = await collectDatabase(options.database, found, onProgress);
    Object.assign(page, read, { notes: [...page.notes, ...read.notes] });
  }
  return options.base === undefined
    ? page
    : withShownPaths(page, options.base, knownPaths(found, { clientData, prelude }));
}

interface Judged {
  verdicts: Verdicts;
  notes: readonly string[];
}

const NO_VERDICTS: Judged = { verdicts: new Map(), notes: [] };

async function judge({ verify, changedSince }: PageOptions, onProgress: (step: string) => void): Promise<Judged> {
  const { migrations, notes } = verifyReportJson(await verifyMigrations({ ...verify, changedSince, onProgress }));
  return { verdicts: new Map(migrations.map((verdict) => [String(verdict.version), verdict])), notes };
}

async function pageMigration(
  { source, holders, rows, locks }: RunMigration,
  files: PageFiles,
  known: Pick<PageMigration, 'verdict' | 'changed'>,
): Promise<PageMigration> {
  const { version, name } = source.migration;
  const { up, down } = await files.filesOf(source);
  const { verdict } = known;
  return {
    version: String(version),
    name,
    up,
    down,
    rows,
    locks,
    ...known,
    reversible: down === null ? false : isReversible(verdict),
    dataLost: dataLost(holders, { rows, verdict }),
    dataAdded: dataAdded(holders),
  };
}

/** What the down leaves when it does not restore the schema. */
const NOT_RESTORED = new Set(['down-differs', 'down-fails', 'down-missing', 'down-acts']);

/** An accepted difference is a difference; another order of columns or other names of constraints are none. */
function isReversible(verdict: PageMigration['verdict']): boolean | null {
  if (verdict === null || verdict.verdicts.reversible.status === 'skipped') {
    return null;
  }
  const codes = verdict.verdicts.reversible.findings.map(({ code }) => code);
  return codes.includes('not-reached') ? null : !codes.some((code) => NOT_RESTORED.has(code));
}
