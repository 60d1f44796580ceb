import { startDocker } from '../servers/docker/start.ts';
import type { Preparation } from '../servers/server.ts';
import type { ServerChoice } from '../servers/server-choice.ts';
import { InvalidOptionError } from '../support/errors.ts';
import { describeServer } from './describe-server.ts';
import { joinOrStart, sharedName } from './join-or-start.ts';

/** Several runs use it at the same time, each with many sessions. Autovacuum would delay copying and dropping. */
const SETTINGS = { max_connections: '1000', autovacuum: 'off' };

export interface ReuseOptions {
  server?: ServerChoice | undefined;
  /**
   * Leaves the container running for the next run, until it is stopped by name, and uses one that an earlier run left.
   * It then counts as an existing server: databases are created and dropped on it, everything else stays.
   */
  reuseContainer?: boolean | undefined;
}

export interface ContainerOptions extends ReuseOptions {
  image?: string | undefined;
  user?: string | undefined;
  settings?: Readonly<Record<string, string>> | undefined;
  onProgress?: ((step: string) => void) | undefined;
}

/**
 * The options unchanged, or, with `reuseContainer`, with the reused container as an existing server.
 *
 * @throws the errors of `urlOfReusedContainer`
 */
export async function withReusedContainer<T extends ContainerOptions>(
  options: T,
  prepare?: () => Promise<Preparation>,
): Promise<T> {
  if (options.reuseContainer !== true) {
    return options;
  }
  const server: ServerChoice = { kind: 'existing', url: await urlOfReusedContainer(options, prepare) };
  return { ...options, server, image: undefined, user: undefined, settings: undefined, reuseContainer: undefined };
}

/**
 * The URL of the container that an earlier run left running, or of a new one.
 *
 * @param prepare called for a new container: what it holds, from the cache if it is there
 * @throws InvalidOptionError; the errors of `startDocker`; EnvironmentError `SERVER_NOT_READY`
 */
export async function urlOfReusedContainer(
  options: ContainerOptions,
  prepare?: () => Promise<Preparation>,
): Promise<string> {
  const { server, image, user, settings, onProgress } = options;
  if (server?.kind !== 'docker') {
    throw new InvalidOptionError('reuseContainer', {
      message: '--reuse works with containers only',
      hint: 'Remove it, or use --server docker.',
    });
  }
  return joinOrStart({
    name: sharedName('reused', settings, [image, user]),
    kind: 'docker',
    timeoutMs: 180_000,
    join: ({ details }) => details?.url,
    start: async (claimed) => {
      const started = await startDocker(claimed, {
        image,
        user,
        settings,
        runtimeSettings: SETTINGS,
        detached: true,
        ...(prepare === undefined ? {} : { preparation: await prepare() }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      const details = describeServer(started, { name: claimed.record.name, database: 'postgres', version: null });
      claimed.update({ details });
      return details.url;
    },
  });
}
