import { existsSync } from 'node:fs';
import { get, type ClientRequest } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

import { firstAddress } from './explain-no-engine.ts';

/** Milliseconds after which the question is given up; it costs the engine nothing. */
const TIMEOUT_MS = 2_000;

/**
 * Asks the engine's API without Testcontainers, which takes half a second to load. Undefined if the answer is not a
 * success, and where Testcontainers may choose another engine than the one behind the first local socket.
 */
export async function askEngine(path: string): Promise<unknown> {
  const { at } = firstAddress(process.env['DOCKER_HOST']);
  if (at === undefined || !('path' in at) || existsSync(join(homedir(), '.testcontainers.properties'))) {
    return undefined;
  }
  const { path: socketPath } = at;
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined);
    try {
      get({ socketPath, path, headers: { host: 'engine' }, agent: false, timeout: TIMEOUT_MS }, (response) => {
        json(response).then((answer) => resolve(response.statusCode === 200 ? answer : undefined), giveUp);
      })
        .on('timeout', function abandon(this: ClientRequest) {
          this.destroy();
        })
        .on('error', giveUp);
    } catch {
      giveUp(); // A name that cannot be part of a path.
    }
  });
}
