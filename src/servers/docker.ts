import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';
import type * as Testcontainers from 'testcontainers';

import { withConnection } from '../postgres/connect.ts';
import { EnvironmentError, messageOf } from '../support/errors.ts';
import {
  addressOf,
  endOfLog,
  loadTestcontainers,
  noEngine,
  ownerLabels,
  removeContainer,
  sweepContainers,
  type Engine,
} from './containers.ts';
import { OLDEST_MAJOR } from './embedded/binaries.ts';
import { throwAwaySettings } from './embedded/settings.ts';
import type { ClaimedRecord } from './registry.ts';
import { connectionUrl, parseServerVersion, type PostgresServer, type ServerVersion } from './server.ts';

/** The image that matches production. */
const DEFAULT_IMAGE = 'postgres:18';

const MAINTENANCE = 'postgres';

/** Milliseconds from the container's start to the first login; on a busy machine `initdb` alone may take many seconds. */
const PATIENCE = 120_000;

const NO_WAITING: Testcontainers.WaitStrategy = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => NO_WAITING,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => PATIENCE,
};

export interface DockerOptions {
  image?: string | undefined;
  user?: string | undefined;
  settings?: Readonly<Record<string, string>> | undefined;
  onProgress?: (step: string) => void;
}

export interface DockerServer extends PostgresServer {
  readonly kind: 'docker';
  readonly containerId: string;
}

/**
 * Starts PostgreSQL in a container through Testcontainers, its data directory in memory. When this process dies,
 * Testcontainers' reaper removes the container; where there is none, the next start does.
 *
 * @throws EnvironmentError `TESTCONTAINERS_MISSING`, `NO_CONTAINER_ENGINE`, `CONTAINER_FAILED` or `SERVER_TOO_OLD`
 */
export async function startDocker(claimed: ClaimedRecord, options: DockerOptions = {}): Promise<DockerServer> {
  const { PostgreSqlContainer, getContainerRuntimeClient, getReaper } = await loadTestcontainers();
  const engine = await getContainerRuntimeClient().catch(noEngine);
  await sweepContainers(engine).catch(noEngine);
  const { image = DEFAULT_IMAGE, user = 'python' } = options;
  const password = randomBytes(24).toString('base64url');
  const settings = { ...portableSettings(), ...options.settings };
  // A name of ours, since a start that fails does not tell which container it has made.
  const name = `elementaldb-${randomBytes(8).toString('hex')}`;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= removeContainer(engine, name).finally(() => claimed.release());
    return stopping;
  };
  // Where the reaper's image cannot be pulled, or it may not have the engine's socket, we do without.
  const hasReaper = await getReaper(engine).then(
    () => true,
    () => false,
  );
  options.onProgress?.(`Starting a container of ${image}`);
  try {
    const container = await new PostgreSqlContainer(image)
      .withName(name)
      .withDatabase(MAINTENANCE)
      .withUsername(user)
      .withPassword(password)
      .withEnvironment({
        // Away from the image's volume, so that the data is in memory whatever the version's default folder is.
        PGDATA: '/elementaldb/data',
        // Text sorts as on the embedded server, whatever locale the image was made with.
        POSTGRES_INITDB_ARGS: '--no-sync --encoding=UTF8 --locale=C.UTF-8',
      })
      .withTmpFs({ '/elementaldb': 'rw' })
      .withCommand(['postgres', ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])])
      .withLabels(ownerLabels())
      .withAutoCleanup(hasReaper)
      // Once a day, so in effect never; otherwise a shell runs in the container four times a second until it stops.
      .withHealthCheck({ test: ['CMD', 'true'], interval: 86_400_000 })
      .withWaitStrategy(NO_WAITING)
      .start();
    const login = { ...(await addressOf(engine, container)), user, password };
    const connectionString = (database = MAINTENANCE): string => connectionUrl(login, database);
    const version = await firstLogin(engine, name, connectionString());
    if (version.major < OLDEST_MAJOR) {
      throw new EnvironmentError(`the image ${image} is PostgreSQL ${version.text}, which is too old`, {
        code: 'SERVER_TOO_OLD',
        hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
      });
    }
    return {
      ...login,
      kind: 'docker',
      version,
      containerId: container.getId(),
      connectionString,
      connection: connectionString,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    const explained = error instanceof EnvironmentError ? error : explain(image, error, await endOfLog(engine, name));
    await stop().catch(() => undefined); // What it leaves, the next start sweeps.
    throw explained;
  }
}

/** Those of the throw-away settings that every supported version and any container take. */
function portableSettings(): Record<string, string> {
  const { listen_addresses: _ours, ...settings } = throwAwaySettings(parseServerVersion(OLDEST_MAJOR * 10_000));
  return settings;
}

/**
 * Waits until a login succeeds: the server that an image runs while it initialises does not listen to the network.
 * Testcontainers' own way, a health check every 250 ms and shells in the container, takes half a second longer.
 */
async function firstLogin({ container }: Engine, name: string, url: string): Promise<ServerVersion> {
  for (const begun = Date.now(); ; await sleep(20)) {
    try {
      return await withConnection(url, readVersion, { timeout: 2_000 });
    } catch (error) {
      const { State } = await container.dockerode.getContainer(name).inspect();
      if (!State.Running) {
        throw new Error(`it ended with exit code ${State.ExitCode}`, { cause: error });
      }
      if (Date.now() - begun > PATIENCE) {
        throw new Error(`no login within ${PATIENCE / 1_000} seconds: ${messageOf(error)}`, { cause: error });
      }
    }
  }
}

async function readVersion(client: Client): Promise<ServerVersion> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  return parseServerVersion(rows[0]?.number ?? 0);
}

function explain(image: string, error: unknown, log: string): EnvironmentError {
  return new EnvironmentError(`the container of ${image} did not start: ${messageOf(error).trim()}\n${log}`.trim(), {
    code: 'CONTAINER_FAILED',
    hint:
      log === '' ? `See whether the engine can run it: docker run ${image}` : 'The lines above are the end of its log.',
    cause: error,
  });
}
