import { statSync } from 'node:fs';

import * as v from 'valibot';

import { withConnection } from '../../postgres/connect.ts';
import { localeClauses, ownerClause } from '../snapshots/database-clauses.ts';
import { withFreshDatabase } from '../snapshots/fresh-database.ts';
import { endedWorkersOf, type NamedSnapshot } from '../snapshots/named-snapshot.ts';
import { replaceDatabase } from '../snapshots/replace-database.ts';
import { notRestored } from '../snapshots/restore-snapshot.ts';
import { withSnapshotContext } from '../snapshots/snapshot-context.ts';
import { EMPTY_TEMPLATE } from '../database-properties.ts';
import { YES_OR_NO, checkOptions } from '../../support/check-options.ts';
import { requireDump } from './dump-file.ts';
import { dumpLogin } from './dump-login.ts';
import { PROGRAM_OPTIONS, findPrograms, type FindProgramsOptions } from './find-programs.ts';

export interface RestoreFromFileOptions extends FindProgramsOptions {
  /** Whether owners and privileges are restored; their roles must exist on this server. Default: true. */
  owners?: boolean | undefined;
}

const RESTORE_OPTIONS = {
  ...PROGRAM_OPTIONS,
  owners: YES_OR_NO,
} satisfies Record<keyof RestoreFromFileOptions, v.GenericSchema>;

export interface RestoredFile extends Pick<NamedSnapshot, 'endedWorkers'> {
  path: string;
  /** The database that was replaced. */
  database: string;
  bytes: number;
}

/**
 * Replaces the database at a URL by the contents of a file of `dumpToFile`. All sessions are ended. The file is first
 * restored into a separate database, so a failure leaves the present one unchanged.
 *
 * @throws InvalidOptionError; UsageError `NO_SUCH_FILE`, `NOT_A_DUMP`; EnvironmentError `NO_PG_DUMP`, `PG_DUMP_FAILED`, `DATABASE_IN_USE`,
 *   `SNAPSHOT_NOT_RESTORED`; the errors of `withSnapshotContext`
 */
export async function restoreFromFile(
  url: string,
  path: string,
  options: RestoreFromFileOptions = {},
): Promise<RestoredFile> {
  checkOptions('restoreFromFile', v.strictObject(RESTORE_OPTIONS), options);
  const { owners = true } = options;
  requireDump(path);
  return withSnapshotContext(url, async (site) => {
    const { database, version } = site;
    const login = await withConnection(url, async (client) => dumpLogin(client, url));
    const programs = await findPrograms(login, version.major, options, { file: path });
    const clauses = `TEMPLATE ${EMPTY_TEMPLATE} ${site.strategy} ${await localeClauses(site)} ${await ownerClause(site)}`;
    try {
      await withFreshDatabase(site, { clauses, propertiesOf: database.name }, async (fresh) => {
        await programs.restore(fresh.name, path, { owners });
        await replaceDatabase(site, fresh, database.comment);
      });
    } catch (error) {
      throw notRestored(path, error);
    }
    return { path, database: database.name, bytes: statSync(path).size, ...endedWorkersOf(site) };
  });
}
