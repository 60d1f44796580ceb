import { Socket } from 'node:net';

import type { Client, ClientConfig } from 'pg';

import { connect, type ConnectionTarget, type ConnectOptions } from './connect.ts';

/** A connection that stays open but keeps the process alive only while a query runs. */
export interface IdleSession {
  readonly client: Client;
  /** Runs `work` with the connection, one caller at a time. A lost connection is replaced. */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface IdleSessionOptions extends ConnectOptions {
  /** Prepares each new connection: the first one and every replacement. */
  prepare?: ((client: Client) => Promise<unknown>) | undefined;
}

/** @throws the errors of `connect` and of `prepare` */
export async function openIdleSession(
  target: ConnectionTarget,
  { prepare, ...options }: IdleSessionOptions = {},
): Promise<IdleSession> {
  let current = await open(target, options, prepare);
  let before: Promise<unknown> = Promise.resolve();
  let ended = false;
  return {
    get client() {
      return current.client;
    },
    use: (work) => {
      const result = before.then(async () => {
        if (current.isLost() && !ended) {
          current = await open(target, options, prepare);
        }
        return work(current.client);
      });
      before = result.catch(() => undefined);
      return result;
    },
    end: () => {
      ended = true;
      return current.end();
    },
  };
}

interface OpenSession {
  client: Client;
  isLost(): boolean;
  end(): Promise<void>;
}

async function open(
  target: ConnectionTarget,
  options: ConnectOptions,
  prepare: IdleSessionOptions['prepare'],
): Promise<OpenSession> {
  const socket = new Socket();
  const config: ClientConfig = typeof target === 'string' ? { connectionString: target } : target;
  const client = await connect({ ...config, stream: () => socket }, options);
  let lost = false;
  client.once('error', () => (lost = true)).once('end', () => (lost = true));
  client.query = new Proxy(client.query.bind(client), {
    apply: (ask, _, values: unknown[]): unknown => {
      socket.ref();
      return Reflect.apply(ask, client, values);
    },
  });
  // The driver emits `drain` after the last result.
  client.on('drain', () => socket.unref());
  // The connection is idle while the process uses databases. Older servers do not have the setting.
  await client.query('SET idle_session_timeout = 0').catch(() => undefined);
  try {
    await prepare?.(client);
  } catch (error) {
    await client.end().catch(() => undefined); // The first error is the relevant one.
    throw error;
  }
  return {
    client,
    isLost: () => lost,
    end: () => {
      socket.ref();
      return client.end();
    },
  };
}
