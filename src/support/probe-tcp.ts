import { once } from 'node:events';
import { connect, type NetConnectOpts } from 'node:net';

import { codeOf } from './errors.ts';

const TIMEOUT_MS = 2_000;

/** Opens and closes a connection. Returns undefined if that succeeds, otherwise the error code: `ECONNREFUSED`. */
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
