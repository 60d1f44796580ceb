import { spawn } from 'node:child_process';
import { once } from 'node:events';

import type { Command } from 'commander';

import { findServer, listServers, stopAllServers, stopServer } from '../commands/servers.ts';
import { duration } from '../report/units.ts';
import { table } from '../report/layout.ts';
import type { ServerRecord } from '../servers/registry.ts';
import { EnvironmentError, codeOf } from '../support/errors.ts';
import { configurationOf, serverName, withSettings } from './settings-options.ts';
import type { Terminal } from './terminal.ts';
import { withExample } from './usage.ts';

/** `elementaldb stop`, `ps`, `url` and `psql` */
export function addServerCommands(program: Command, terminal: Terminal): void {
  withExample(withSettings(program.command('stop').description('stop a server'), ['name']), 'stop --name review')
    .option('--all', 'Stop all servers (default: the one named).')
    .action(async (flags: { all?: boolean }) => {
      if (flags.all !== true) {
        terminal.say(`stopped ${(await stopServer(await nameOf(flags))).name}`);
        return;
      }
      const { stopped, left } = await stopAllServers();
      terminal.say(stopped.map(({ name }) => `stopped ${name}`));
      terminal.say(left.map(({ name, owner }) => `left ${name}, which was started elsewhere (${owner.place})`));
      if (stopped.length + left.length === 0) {
        terminal.say('No server is running.');
      }
    });

  withExample(program.command('ps').description('list the running servers'), 'ps')
    .option('--json', 'Print a JSON array, without passwords (default: a table).')
    .action(async (flags: { json?: boolean }) => {
      const records = await listServers();
      terminal.out(
        flags.json === true ? JSON.stringify(records.map(withoutSecrets)) : formatServers(records, terminal),
      );
    });

  withExample(
    withSettings(program.command('url').description('print the connection URL of a server'), ['name']),
    'url --name review',
  ).action(async (flags: object) => {
    terminal.out((await findServer(await nameOf(flags))).details.url);
  });

  withExample(
    withSettings(program.command('psql').description('open psql on a server'), ['name']),
    "psql -- -c 'SELECT 1'",
  )
    .argument('[arguments...]', 'Arguments of psql, after --.')
    .action(async (args: string[], flags: object) => {
      const { details } = await findServer(await nameOf(flags));
      const { host, port, user, database, password } = details;
      terminal.exitCode(await runPsql([...args], { host, port, user, database, password }));
    });
}

async function nameOf(flags: object): Promise<string> {
  return serverName(await configurationOf({ ...flags }));
}

function formatServers(records: readonly ServerRecord[], { outStyle, width }: Terminal): string[] {
  if (records.length === 0) {
    return ['No server is running.'];
  }
  const rows = records.map(({ name, kind, details, detached, owner, createdAt }) => [
    name,
    details === undefined ? outStyle.dim('starting') : `${kind} ${details.version}`,
    details === undefined ? '' : `${details.host}:${details.port}`,
    String(details?.migrationVersion ?? ''),
    detached ? 'detached' : String(owner.pid),
    duration(Date.now() - Date.parse(createdAt)),
  ]);
  return table(
    [
      { title: 'name', shrinks: true },
      { title: 'server' },
      { title: 'address' },
      { title: 'migration', align: 'right' },
      { title: 'process' },
      { title: 'for', align: 'right' },
    ],
    rows,
    width,
  );
}

function withoutSecrets({ name, kind, detached, createdAt, owner, details }: ServerRecord): object {
  const {
    password: _password,
    url: _url,
    superuserUrl: _superuserUrl,
    ...shown
  } = details ?? { password: '', url: '' };
  return { name, kind, detached, createdAt, ownerPid: owner.pid, ...shown };
}

/** A listener that does nothing: without one the signal would end the process. */
function ignore(): void {}

interface PsqlTarget {
  host: string;
  port: number;
  user: string;
  database: string;
  password: string;
}

/** The password goes through the environment, so that no process list shows it. */
async function runPsql(args: string[], { host, port, user, database, password }: PsqlTarget): Promise<number> {
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    PGPASSWORD: password,
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
      hint: 'Install the PostgreSQL client (Debian: apt-get install postgresql-client), or use another client with "elementaldb url".',
      cause: error,
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
