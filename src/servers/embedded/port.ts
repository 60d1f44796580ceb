import { createServer } from 'node:net';

import { EnvironmentError, codeOf } from '../../support/errors.ts';

/** A loopback port that is free at this moment. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** @throws EnvironmentError `PORT_TAKEN` or `PORT_FORBIDDEN` */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    throw unusablePort(port, error);
  }
}

/** `PORT_TAKEN` or `PORT_FORBIDDEN`, by the error of listening on a port. */
export function unusablePort(port: number, cause: unknown): EnvironmentError {
  const taken = codeOf(cause) === 'EADDRINUSE';
  return new EnvironmentError(`port ${port} ${taken ? 'is in use by another program' : 'cannot be used'}`, {
    code: taken ? 'PORT_TAKEN' : 'PORT_FORBIDDEN',
    hint: 'Use another --port, or omit it to use a free port.',
    cause,
  });
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
