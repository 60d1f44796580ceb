import { join } from 'node:path';

import { createDatabase, dropDatabase } from '../../src/databases/create-database.ts';
import { runMigrationFile } from '../../src/migrations/runner/run-migration-file.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { withCleanup } from '../../src/support/errors.ts';
import type { Chain } from './chain.ts';
import { runChild } from './children.ts';
import type { Contender, Trial } from './contender.ts';
import { onNewDatabase } from './on-new-database.ts';

const DATABASE = 'bench_naive';
const SAVED = 'bench_naive_saved';

/**
 * What a script would do: each file on a connection of its own, all that is there dumped by `pg_dump` after each step and
 * compared as text, and a copy of the database to go back to when a step has left something else than it should.
 *
 * @param bin folder with a `pg_dump` that is not older than the server
 */
export function pgDumpScript(server: PostgresServer, bin: string): Contender {
  return {
    name: 'pg_dump script',
    run: (chain) =>
      onNewDatabase(server, chain, DATABASE, () =>
        withCleanup(
          () => runTrials(server, chain, join(bin, 'pg_dump')),
          () => dropDatabase(server, SAVED),
        ),
      ),
  };
}

async function runTrials(server: PostgresServer, { sources }: Chain, pgDump: string): Promise<Trial> {
  const run = async (sql = ''): Promise<boolean> =>
    withConnection(server.connection(DATABASE), async (client) => (await runMigrationFile(client, sql)).ok);
  const dump = (): Promise<string> => dumped(server, pgDump);
  const putBackUnless = async (right: boolean): Promise<void> => {
    if (!right) {
      await dropDatabase(server, DATABASE);
      await createDatabase(server, DATABASE, { template: SAVED });
    }
  };
  const begun = performance.now();
  let before = await dump();
  let done = 0;
  for (const { up, down } of sources) {
    if (!(await run(up))) {
      break;
    }
    const reached = await dump();
    await createDatabase(server, SAVED, { template: DATABASE });
    await run(up);
    await putBackUnless((await dump()) === reached);
    // A down that leaves something else is a verdict; the last up shows whether one can go on from there.
    const undone = (await run(down)) && (await dump()) === before;
    const again = await run(up);
    await putBackUnless((await dump()) === reached && undone && again);
    await dropDatabase(server, SAVED);
    before = reached;
    done += 1;
  }
  const milliseconds = performance.now() - begun;
  const remark = done === sources.length ? '' : `only the first ${done} could be reached`;
  return { milliseconds, each: milliseconds / done, remark };
}

/** Schema and rows of the database, without the random key that newer releases write into each dump. */
async function dumped(server: PostgresServer, pgDump: string): Promise<string> {
  const target = server.connection(DATABASE);
  // Over the socket, where there is one: it takes no password, which costs milliseconds.
  const where =
    typeof target === 'string' || target.host === undefined
      ? ['--dbname', server.connectionString(DATABASE)]
      : ['--host', target.host, '--port', String(server.port), '--username', server.user, '--dbname', DATABASE];
  const { ok, stdout, stderr } = await runChild(pgDump, where);
  if (!ok) {
    throw new Error(`pg_dump failed: ${stderr}`);
  }
  return stdout.replaceAll(/^\\(un)?restrict .*$/gm, '');
}
