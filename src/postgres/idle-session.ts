import { Socket } from 'node:net';

import type { Client, ClientConfig } from 'pg';

import { connect, type ConnectionTarget, type ConnectOptions } from './connect.ts';

/** A connection that stays open without keeping the process alive: it does so only while an answer is awaited. */
export interface IdleSession {
  readonly client: Client;
  /** Lends the connection to one after the other. One that was lost is opened anew for the next. */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface IdleSessionOptions extends ConnectOptions {
  /** What makes a new connection what the session is taken for; done with the first and with each that replaces a lost one. */
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
  // The driver says so when it has had the answer to everything that was asked.
  client.on('drain', () => socket.unref());
  // It idles as long as its process uses databases. Servers that are too old do not know the setting.
  await client.query('SET idle_session_timeout = 0').catch(() => undefined);
  try {
    await prepare?.(client);
  } catch (error) {
    await client.end().catch(() => undefined); // The first error explains.
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
