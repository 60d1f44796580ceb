import { Socket } from 'node:net';

import type { Client, ClientConfig } from 'pg';

import { connect, type ConnectionTarget, type ConnectOptions } from './connect.ts';

/** A connection that stays open without keeping the process alive: it does so only while it is being used. */
export interface IdleSession {
  readonly client: Client;
  /** Keeps the process alive until what it returns is called. */
  hold(): () => void;
  /** Lends the connection to one after the other. */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/** @throws the errors of `connect` */
export async function openIdleSession(target: ConnectionTarget, options: ConnectOptions = {}): Promise<IdleSession> {
  const socket = new Socket();
  const config: ClientConfig = typeof target === 'string' ? { connectionString: target } : target;
  const client = await connect({ ...config, stream: () => socket }, options);
  // It idles as long as its process uses databases. Servers that are too old do not know the setting.
  await client.query('SET idle_session_timeout = 0').catch(() => undefined);
  let holders = 0;
  let before: Promise<unknown> = Promise.resolve();
  socket.unref();
  const hold = (): (() => void) => {
    holders += 1;
    socket.ref();
    return () => {
      holders -= 1;
      if (holders === 0) {
        socket.unref();
      }
    };
  };
  return {
    client,
    hold,
    use: (work) => {
      const release = hold();
      const result = before.then(() => work(client)).finally(release);
      before = result.catch(() => undefined);
      return result;
    },
    end: () => {
      socket.ref();
      return client.end();
    },
  };
}
