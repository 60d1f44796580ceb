import { once } from 'node:events';
import { connect, type NetConnectOpts } from 'node:net';

import { codeOf } from './errors.ts';

/** Milliseconds for whoever is far away. */
const TIMEOUT_MS = 2_000;

/** Opens a connection and closes it: undefined when somebody is there, else the code of the error, e.g. `ECONNREFUSED`. */
export async function probeTcp(at: NetConnectOpts): Promise<string | undefined> {
  const socket = connect({ ...at, timeout: TIMEOUT_MS });
  socket.on('timeout', () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
  try {
    await once(socket, 'connect');
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    socket.destroy();
  }
}
