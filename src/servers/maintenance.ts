import type { Client } from 'pg';

import { connect, withConnection } from '../postgres/connect.ts';
import type { PostgresServer } from './server.ts';

interface Idle {
  client: Client;
  timer: NodeJS.Timeout;
}

const idle = new WeakMap<PostgresServer, Idle>();

/** How long a connection stays open for the next use, in milliseconds. */
const IDLE_MS = 1_000;

/**
 * Does `work` with a connection to the maintenance database. On a server of ours the connection stays open for a second for
 * the next use, since opening one takes as long as creating a database; on an existing server every connection may count. It
 * does not keep this process running.
 *
 * @throws the errors of `connect` and `work`
 */
export async function withMaintenance<T>(server: PostgresServer, work: (client: Client) => Promise<T>): Promise<T> {
  if (server.kind === 'existing') {
    return withConnection(server.connection(), work);
  }
  const client = (await takeIdle(server)) ?? (await connect(server.connection()));
  try {
    const result = await work(client);
    await keep(server, client);
    return result;
  } catch (error) {
    await client.end().catch(() => undefined); // The first error explains.
    throw error;
  }
}

/** Undefined without an idle connection, and where a file or the server has ended it. */
async function takeIdle(server: PostgresServer): Promise<Client | undefined> {
  const kept = idle.get(server);
  if (kept === undefined) {
    return undefined;
  }
  idle.delete(server);
  clearTimeout(kept.timer);
  holdProcess(kept.client, true);
  return kept.client.query('').then(
    () => kept.client,
    () => undefined,
  );
}

async function keep(server: PostgresServer, client: Client): Promise<void> {
  if (idle.has(server)) {
    return client.end();
  }
  const close = (): void => {
    idle.delete(server);
    void client.end().catch(() => undefined); // The server has ended it.
  };
  holdProcess(client, false);
  idle.set(server, { client, timer: setTimeout(close, IDLE_MS).unref() });
}

/** Whether the connection keeps this process running. The driver's types lack both methods. */
function holdProcess(client: Client, hold: boolean): void {
  const { ref, unref }: { ref?: () => void; unref?: () => void } = Object(client);
  (hold ? ref : unref)?.call(client);
}
