import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';
import { inject } from 'vitest';

import { connect, withConnection } from '../src/postgres/connect.ts';
import { quoteIdentifier } from '../src/sql/quote.ts';

export interface ScratchDatabase extends AsyncDisposable {
  name: string;
  url: string;
  client: Client;
}

/**
 * An empty database of its own for one test, with a connection to it; dropped when it goes out of scope. It is on the
 * server of the run unless another is given.
 */
export async function scratchDatabase(prefix = 'test', serverUrl = inject('serverUrl')): Promise<ScratchDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  // Servers of tests do not wait for the disk: there a copy of the files takes less time than one that is logged.
  await withConnection(serverUrl, (admin) =>
    admin.query(`CREATE DATABASE ${quoteIdentifier(name)} STRATEGY FILE_COPY`),
  );
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  const client = await connect(url.href);
  return {
    name,
    url: url.href,
    client,
    async [Symbol.asyncDispose]() {
      await client.end();
      await withConnection(serverUrl, (admin) => admin.query(`DROP DATABASE ${quoteIdentifier(name)} WITH (FORCE)`));
    },
  };
}
