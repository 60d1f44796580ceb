import { statSync } from 'node:fs';

import * as v from 'valibot';

import { withConnection } from '../../postgres/connect.ts';
import { parseServerVersion, type ServerVersion } from '../../servers/server.ts';
import { YES_OR_NO, checkOptions } from '../../support/check-options.ts';
import { writeAtomically } from './dump-file.ts';
import { dumpLogin } from './dump-login.ts';
import { PROGRAM_OPTIONS, findPrograms, type FindProgramsOptions } from './find-programs.ts';
import { hasInternalOptions } from './internal-options.ts';

export interface DumpToFileOptions extends FindProgramsOptions {
  /** Whether an existing file is replaced. Default: false, which is an error. */
  replace?: boolean | undefined;
}

const DUMP_OPTIONS = {
  ...PROGRAM_OPTIONS,
  replace: YES_OR_NO,
} satisfies Record<keyof DumpToFileOptions, v.GenericSchema>;

export interface DumpedFile {
  path: string;
  /** The database that was dumped. */
  database: string;
  bytes: number;
  /** The version of `pg_dump`: no older `pg_restore` reads the file. */
  version: ServerVersion;
}

/**
 * Writes the database at a URL to a file in pg_dump's custom format, which any server of the same or a newer version
 * accepts. The dump is consistent, and sessions stay connected. The file appears when it is complete, readable only by
 * its owner.
 *
 * @throws InvalidOptionError; UsageError `BAD_URL`, `FILE_EXISTS`, `NO_SUCH_FOLDER`; EnvironmentError `CANNOT_CONNECT`, `NO_PG_DUMP`,
 *   `PG_DUMP_FAILED`, `FILE_NOT_WRITTEN`, and with `inContainer` `NO_CONTAINER`
 */
export async function dumpToFile(url: string, path: string, options: DumpToFileOptions = {}): Promise<DumpedFile> {
  checkOptions('dumpToFile', v.strictObject(DUMP_OPTIONS), options);
  const { login, major, database, leaveOut } = await withConnection(url, async (client) => {
    const { rows } = await client.query<{ number: number }>(
      `SELECT current_setting('server_version_num')::int AS number`,
    );
    const version = parseServerVersion(rows[0]?.number ?? 0);
    return {
      login: dumpLogin(client, url),
      major: version.major,
      database: client.database ?? '',
      leaveOut: await hasInternalOptions(client),
    };
  });
  const version = await writeAtomically(path, { replace: options.replace === true }, async (building) => {
    const programs = await findPrograms(login, major, options, { leaveOut });
    await programs.dump(database, building);
    return programs.version;
  });
  return { path, database, bytes: statSync(path).size, version };
}
