import { spawn } from 'node:child_process';
import { once } from 'node:events';

import type { Command } from 'commander';

import { findServer } from '../../commands/servers.ts';
import { libpqEnvironment, NOT_SET } from '../../postgres/connection-url.ts';
import type { ServerDetails } from '../../servers/registry.ts';
import { EnvironmentError, codeOf } from '../../support/errors.ts';
import { withSettings } from '../settings-options.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from '../usage.ts';
import { nameOf } from './name-of.ts';

/** `elementaldb psql`: options that are not ours go to psql. */
export function addPsql(program: Command, terminal: Terminal): void {
  withExample(
    withSettings(program.command('psql').description('open psql on a server'), ['name']),
    "psql -c 'SELECT 1'",
  )
    .argument('[arguments...]', 'Options and arguments of psql; those after -- are never read as ours.')
    .allowUnknownOption()
    .action(async (args: string[], flags: object) => {
      const { details } = await findServer(await nameOf(flags));
      terminal.exitCode(await runPsql([...args], details));
    });
}

/** A listener that does nothing: without one the signal would end the process. */
function ignore(): void {}

/**
 * The password goes through the environment, so that no process list shows it. Variables that would lead to another server,
 * such as PGSERVICE, are taken out.
 */
async function runPsql(args: string[], details: ServerDetails): Promise<number> {
  const { host, port, user, database, password, url } = details;
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    PGPASSWORD: password,
    ...NOT_SET,
    ...libpqEnvironment(url),
  };
  const child = spawn('psql', args, { stdio: 'inherit', env });
  // Ctrl-C is for psql: it cancels the query.
  process.on('SIGINT', ignore);
  try {
    const [code] = await once(child, 'exit');
    return typeof code === 'number' ? code : 1;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw error;
    }
    throw new EnvironmentError('psql is not installed', {
      code: 'NO_PSQL',
      hint: 'Install the PostgreSQL client (Debian: apt-get install postgresql-client), or use "elementaldb query".',
      cause: error,
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
