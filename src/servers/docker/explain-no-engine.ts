import { connect, type NetConnectOpts } from 'node:net';

import { EnvironmentError } from '../../support/errors.ts';
import { probeTcp } from '../../support/probe-tcp.ts';

const OR_EMBEDDED = 'or use the embedded server: --server embedded.';

/**
 * Explains why no engine answers, by connecting to the first address where one should be. Testcontainers tries several
 * addresses and reports only that none works.
 */
export async function explainNoEngine(cause: unknown): Promise<EnvironmentError> {
  const { shown, at } = firstAddress(process.env['DOCKER_HOST']);
  const why = at === undefined ? undefined : await probeTcp(at);
  const error = (code: string, message: string, hint: string): EnvironmentError =>
    new EnvironmentError(`${message} (${shown})`, { code, hint: `${hint}, ${OR_EMBEDDED}`, cause });
  switch (why) {
    case 'EACCES':
    case 'EPERM':
      return error(
        'ENGINE_FORBIDDEN',
        'no permission to use the container engine',
        'Add this account to the group docker and log in again ("sudo usermod -aG docker $USER"), use a rootless engine',
      );
    case 'ENOENT':
      return error(
        'NO_CONTAINER_ENGINE',
        'no container engine answers: the socket does not exist',
        'Start Docker ("sudo systemctl start docker") or Podman ("systemctl --user start podman.socket"), set DOCKER_HOST to its socket',
      );
    case 'ECONNREFUSED':
      return error(
        'NO_CONTAINER_ENGINE',
        'no container engine answers: connection refused',
        'Start the engine, check DOCKER_HOST',
      );
    default:
      return error(
        'NO_CONTAINER_ENGINE',
        `no container engine answers${why === undefined ? '' : `: ${why}`}`,
        'Start Docker or Podman, check DOCKER_HOST and the permissions of this account',
      );
  }
}

export interface AnswerOptions {
  onProgress?: ((message: string) => void) | undefined;
  /** Milliseconds until `onProgress` says that the engine is slow. Default: 10,000. */
  noticeAfter?: number;
  /** Milliseconds for an engine to answer a question that costs it nothing. Default: 60,000. */
  timeout?: number;
}

/**
 * Checks that what accepts connections at the first address answers: Testcontainers would wait for ever. Other faults are
 * left to `explainNoEngine`.
 *
 * @throws EnvironmentError `ENGINE_SILENT`
 */
export async function requireAnswer({
  onProgress,
  noticeAfter = 10_000,
  timeout = 60_000,
}: AnswerOptions = {}): Promise<void> {
  const { shown, at } = firstAddress(process.env['DOCKER_HOST']);
  if (at === undefined) {
    return;
  }
  const notice = setTimeout(() => onProgress?.(`Waiting for the container engine to answer (${shown})`), noticeAfter);
  try {
    if (await isSilent(at, timeout)) {
      throw new EnvironmentError(`the container engine does not answer within ${timeout / 1_000} s (${shown})`, {
        code: 'ENGINE_SILENT',
        hint: `Restart the engine, check DOCKER_HOST and the network on the way to it, ${OR_EMBEDDED}`,
      });
    }
  } finally {
    clearTimeout(notice);
  }
}

/** Whether nothing answers and nothing refuses. An engine that wants TLS refuses this request at once. */
async function isSilent(at: NetConnectOpts, timeout: number): Promise<boolean> {
  const socket = connect(at);
  try {
    return await new Promise((resolve) => {
      const answered = (): void => resolve(false);
      socket.once('data', answered).once('close', answered).once('error', answered);
      socket.setTimeout(timeout, () => resolve(true));
      socket.write('GET /_ping HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n');
    });
  } finally {
    socket.destroy();
  }
}

/** The first address where an engine is expected. */
export function firstAddress(named = ''): { shown: string; at: NetConnectOpts | undefined } {
  if (named === '' && process.platform === 'win32') {
    return { shown: 'the usual pipe', at: undefined };
  }
  const shown = named === '' ? 'unix:///var/run/docker.sock' : named;
  if (shown.startsWith('unix://')) {
    return { shown, at: { path: shown.slice('unix://'.length) } };
  }
  const url = URL.canParse(shown) ? new URL(shown) : undefined;
  const isTcp = url !== undefined && ['tcp:', 'http:', 'https:'].includes(url.protocol) && url.hostname !== '';
  return {
    // A URL may contain a password.
    shown: url === undefined ? 'invalid DOCKER_HOST' : `${url.protocol}//${url.host}`,
    at: isTcp ? { host: url.hostname, port: Number(url.port === '' ? 2375 : url.port) } : undefined,
  };
}
