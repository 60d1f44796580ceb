import type { StartOptions } from '../../databases/start.ts';
import { applyClientData } from '../../migrations/client-data/apply-client-data.ts';
import { findMigrations } from '../../migrations/pairs/find-migrations.ts';
import type { Migration } from '../../migrations/pairs/migration.ts';
import { DumpScriptError } from '../../sql/dump/dump-script-error.ts';
import { ElementalError, messageOf } from '../../support/errors.ts';
import { startThrowAway } from '../migrated/throw-away.ts';
import { scanFile } from './scan-file.ts';

export interface CheckReport {
  file: string;
  /** Whether it loads after the last migration. */
  ok: boolean;
  /** The last version of the folder. */
  head: bigint | null;
  /** The version that the file is for; undefined in files of other programs. */
  fileVersion: bigint | undefined;
  rows: number;
  /** The last version on which it loads; undefined if there is none. */
  lastVersion: bigint | undefined;
  /** The first migration after which it does not load any more, by the path of its up file. */
  brokenBy: string | undefined;
  /** Why it does not load after the last migration. */
  reason: string | undefined;
  notes: readonly string[];
}

/**
 * Loads client data into a new database with the migrations, which is removed again. If that fails, looks for the last
 * version on which it loads.
 *
 * @throws the errors of `start` and `findMigrations`; DumpScriptError for a file that is no script
 */
export async function checkClientData(
  file: string,
  options: StartOptions,
  onProgress?: (step: string) => void,
): Promise<CheckReport> {
  const scanned = await scanFile(file);
  const { migrations } = await findMigrations(options.migrations, { clientData: options.clientData });
  const attempt = async (at: number): Promise<Attempt> => {
    const isLast = at === migrations.length - 1;
    onProgress?.(`Loading ${file} on version ${migrations[at]?.version ?? 'none'}`);
    return tryVersion(file, { ...options, ...(isLast ? {} : { to: migrations[at]?.version }) });
  };
  const last = migrations.length - 1;
  const head = await attempt(last);
  const common = {
    file,
    head: migrations.at(-1)?.version ?? null,
    fileVersion: scanned.schemaVersion,
    rows: scanned.tables.reduce((sum, { rows }) => sum + rows, 0),
    notes: head.notes,
  };
  if (head.error === undefined) {
    return { ...common, ok: true, lastVersion: migrations.at(-1)?.version, brokenBy: undefined, reason: undefined };
  }
  const found = await lastThatLoads(
    migrations,
    scanned.schemaVersion,
    async (at) => (await attempt(at)).error === undefined,
  );
  return {
    ...common,
    ok: false,
    lastVersion: found === undefined ? undefined : migrations[found]?.version,
    brokenBy: found === undefined ? undefined : migrations[found + 1]?.up,
    reason: messageOf(head.error),
  };
}

interface Attempt {
  error: unknown;
  notes: readonly string[];
}

async function tryVersion(file: string, options: StartOptions): Promise<Attempt> {
  await using started = await startThrowAway(options);
  try {
    const { notes } = await applyClientData(started.url, file);
    return { error: undefined, notes };
  } catch (error) {
    // A script that cannot be read loads on no version.
    if (error instanceof ElementalError && error.kind === 'migration' && !(error instanceof DumpScriptError)) {
      return { error, notes: [] };
    }
    throw error;
  }
}

/** The place of the last migration after which the file loads; it does not after the last one. */
async function lastThatLoads(
  migrations: readonly Migration[],
  fileVersion: bigint | undefined,
  loads: (at: number) => Promise<boolean>,
): Promise<number | undefined> {
  let fails = migrations.length - 1;
  let good = migrations.findIndex(({ version }) => version === fileVersion);
  if (good === -1 || good >= fails || !(await loads(good))) {
    // Without a version that is known to work, each one is tried, the newest first.
    for (let at = fails - 1; at >= 0; at -= 1) {
      if (at !== good && (await loads(at))) {
        return at;
      }
    }
    return undefined;
  }
  while (fails - good > 1) {
    const middle = Math.floor((good + fails) / 2);
    if (await loads(middle)) {
      good = middle;
    } else {
      fails = middle;
    }
  }
  return good;
}
