import type { Command } from 'commander';

import { findServer, listServers, stopAllServers, stopServer } from '../../commands/servers.ts';
import { hidePasswords } from '../../postgres/safe-url.ts';
import { formatServers } from '../../report/server-list.ts';
import type { ServerRecord } from '../../servers/registry.ts';
import { messageOf } from '../../support/errors.ts';
import type { Terminal } from '../terminal.ts';
import { refuse, refuseTogether, withExample } from '../usage.ts';
import { withSettings } from '../settings-options.ts';
import { addPsql } from './psql.ts';
import { addQuery } from './query.ts';
import { nameOf } from './name-of.ts';

interface StopFlags {
  name?: string;
  all?: boolean;
  includeTestServers?: boolean;
}

/** `elementaldb stop`, `ps`, `url`, `psql` and `query` */
export function addServerCommands(program: Command, terminal: Terminal): void {
  withExample(withSettings(program.command('stop').description('stop a server'), ['name']), 'stop --name review')
    .option('--all', 'Stop all servers, except those that tests use (default: the one named).')
    .option('--include-test-servers', 'With --all: also those that tests use (default: leave them running).')
    .action((flags: StopFlags) => stop(terminal, flags));

  withExample(program.command('ps').description('list the running servers'), 'ps')
    .option('--json', 'Print a JSON array, without passwords (default: a table).')
    .action(async (flags: { json?: boolean }) => {
      const records = await listServers();
      terminal.out(
        flags.json === true
          ? JSON.stringify(records.map(withoutSecrets))
          : formatServers(records, { style: terminal.outStyle, width: terminal.width }),
      );
    });

  withExample(
    withSettings(program.command('url').description('print the connection URL of a server'), ['name']),
    'url --name review',
  ).action(async (flags: object) => {
    terminal.out((await findServer(await nameOf(flags))).details.url);
  });

  addPsql(program, terminal);
  addQuery(program, terminal);
}

async function stop(terminal: Terminal, flags: StopFlags): Promise<void> {
  if (flags.all !== true) {
    if (flags.includeTestServers === true) {
      refuse('--include-test-servers', '--include-test-servers needs --all', 'Add --all, or leave it out.');
    }
    terminal.say(`stopped ${(await stopServer(await nameOf(flags))).name}`);
    return;
  }
  if (flags.name !== undefined) {
    refuseTogether('--name', '--all');
  }
  const { stopped, failed, left, spared } = await stopAllServers({
    includeTestServers: flags.includeTestServers === true,
  });
  terminal.say(stopped.map(({ name }) => `stopped ${name}`));
  terminal.say(left.map(({ name, owner }) => `left ${name}, which was started elsewhere (${owner.place})`));
  terminal.say(spared.map(({ name }) => `left ${name}, which tests use; --include-test-servers stops it`));
  for (const { record, error } of failed.slice(1)) {
    terminal.say(`could not stop ${record.name}: ${hidePasswords(messageOf(error))}`);
  }
  if (failed[0] !== undefined) {
    throw failed[0].error;
  }
  if (stopped.length + left.length + spared.length === 0) {
    terminal.say('No server is running.');
  }
}

function withoutSecrets(record: ServerRecord): object {
  const { name, kind, detached, createdAt, owner, details, folder, forTests = false } = record;
  const {
    password: _password,
    url: _url,
    superuserUrl: _superuserUrl,
    ...shown
  } = details ?? { password: '', url: '' };
  return { name, kind, detached, createdAt, ownerPid: owner.pid, folder: folder ?? null, forTests, ...shown };
}
