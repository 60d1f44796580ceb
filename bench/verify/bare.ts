import type { Client } from 'pg';

import { withConnection } from '../../src/postgres/connect.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import type { Chain } from './chain.ts';
import type { Contender, Trial } from './contender.ts';
import { onNewDatabase } from './on-new-database.ts';

const DATABASE = 'bench_bare';

/**
 * The limit: each file up, up, down, up, as one simple query on one connection. Nothing is looked at and nothing put back;
 * what fails is passed over. Making the database and connecting to it does not count.
 */
export function bareTrials(server: PostgresServer): Contender {
  return {
    name: 'bare trials',
    run: (chain) =>
      onNewDatabase(server, chain, DATABASE, () =>
        withConnection(server.connection(DATABASE), (client) => runTrials(client, chain)),
      ),
  };
}

async function runTrials(client: Client, { sources }: Chain): Promise<Trial> {
  let astray = 0;
  const begun = performance.now();
  for (const { up = '', down = '' } of sources) {
    astray += (await ran(client, up)) ? 0 : 1;
    await ran(client, up);
    await ran(client, down);
    await ran(client, up);
  }
  const milliseconds = performance.now() - begun;
  const remark = astray === 0 ? '' : `in the state it is in by then, ${astray} of ${sources.length} ups fail`;
  return { milliseconds, each: milliseconds / sources.length, remark };
}

/** Runs a file, if there is anything in it, and leaves no transaction open. Whether it went well. */
async function ran(client: Client, sql: string): Promise<boolean> {
  if (sql.trim() === '') {
    return true;
  }
  const went = await client.query(sql).then(
    () => true,
    () => false,
  );
  if (client.getTransactionStatus() !== 'I') {
    await client.query('ROLLBACK');
  }
  return went;
}
