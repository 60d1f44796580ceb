import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, type Readable, type Writable } from 'node:stream';

import { runInContainer, type ContainerOfServer } from '../../servers/docker/container-of-server.ts';
import type { ServerVersion } from '../../servers/server.ts';
import { EnvironmentError } from '../../support/errors.ts';
import type { DumpLogin } from './dump-login.ts';
import { programFailed, type DumpPrograms } from './dump-programs.ts';
import { dumpVersion } from './pg-programs.ts';

/**
 * The programs in the server's container, which connect over its socket. Files are streamed over standard input and
 * output, so nothing is left in the container.
 *
 * @throws EnvironmentError `NO_PG_DUMP` if the image has no suitable programs
 */
export async function containerPrograms(
  container: ContainerOfServer,
  login: DumpLogin,
  major: number,
): Promise<DumpPrograms> {
  const version = await readVersion(container);
  if (version === undefined || version.major < major) {
    throw new EnvironmentError(
      `the container ${container.name} has no pg_dump for a server of PostgreSQL ${major}` +
        (version === undefined ? '' : `, only pg_dump ${version.text}`),
      {
        code: 'NO_PG_DUMP',
        hint: `Install the client of PostgreSQL ${major} on this machine, or use PostgreSQL's official image.`,
      },
    );
  }
  const { PGPASSWORD, PGAPPNAME, PGOPTIONS, LC_ALL } = login.environment;
  const environment = { PGPASSWORD, PGAPPNAME, PGOPTIONS, LC_ALL };
  const run = async (
    program: string,
    args: string[],
    streams: { input?: Readable; output?: Writable },
  ): Promise<void> => {
    const { exitCode, stderr } = await runInContainer(container, [program, ...args], { environment, ...streams });
    if (exitCode !== 0) {
      throw programFailed(program, { stderr });
    }
  };
  const asUser = (database: string): string[] => [`--username=${login.user}`, `--dbname=${asName(database)}`];
  return {
    version,
    dump: async (database, file) => {
      const output = createWriteStream(file, { flags: 'r+', flush: true });
      await run('pg_dump', ['--format=custom', ...asUser(database)], { output });
    },
    check: (file) => run('pg_restore', ['--list'], { input: createReadStream(file) }),
    restore: (database, file, { owners }) =>
      run(
        'pg_restore',
        ['--exit-on-error', ...(owners ? [] : ['--no-owner', '--no-privileges']), ...asUser(database)],
        { input: createReadStream(file) },
      ),
  };
}

/** A database name that cannot be mistaken for a connection string. */
function asName(database: string): string {
  return `dbname='${database.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

async function readVersion(container: ContainerOfServer): Promise<ServerVersion | undefined> {
  const output = new PassThrough();
  let printed = '';
  output.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  await runInContainer(container, ['pg_dump', '--version'], { output });
  return dumpVersion(printed);
}
