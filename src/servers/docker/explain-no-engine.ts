import type { NetConnectOpts } from 'node:net';

import { EnvironmentError } from '../../support/errors.ts';
import { probeTcp } from '../../support/probe-tcp.ts';

const OR_EMBEDDED = 'or use the embedded server: --server embedded.';

/**
 * Why no engine answers, found by knocking at the door where one should be: Testcontainers tries several and tells only
 * that none works.
 */
export async function explainNoEngine(cause: unknown): Promise<EnvironmentError> {
  const { shown, at } = door(process.env['DOCKER_HOST']);
  const why = at === undefined ? undefined : await probeTcp(at);
  const error = (code: string, message: string, hint: string): EnvironmentError =>
    new EnvironmentError(`${message} (${shown})`, { code, hint: `${hint}, ${OR_EMBEDDED}`, cause });
  switch (why) {
    case 'EACCES':
    case 'EPERM':
      return error(
        'ENGINE_FORBIDDEN',
        'this account may not use the container engine',
        'Add it to the group docker and log in again ("sudo usermod -aG docker $USER"), use a rootless engine',
      );
    case 'ENOENT':
      return error(
        'NO_CONTAINER_ENGINE',
        'no container engine answers: there is no such socket',
        'Start Docker ("sudo systemctl start docker") or Podman ("systemctl --user start podman.socket"), set DOCKER_HOST to its socket',
      );
    case 'ECONNREFUSED':
      return error(
        'NO_CONTAINER_ENGINE',
        'no container engine answers: nothing listens there',
        'Start the engine, see that DOCKER_HOST is right',
      );
    default:
      return error(
        'NO_CONTAINER_ENGINE',
        `no container engine answers${why === undefined ? '' : `: ${why}`}`,
        'Start Docker or Podman, see that this account may use it and that DOCKER_HOST is right',
      );
  }
}

/** Where an engine is looked for first. */
function door(named = ''): { shown: string; at: NetConnectOpts | undefined } {
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
    // A URL may hold a login.
    shown: url === undefined ? 'DOCKER_HOST is no URL' : `${url.protocol}//${url.host}`,
    at: isTcp ? { host: url.hostname, port: Number(url.port === '' ? 2375 : url.port) } : undefined,
  };
}
