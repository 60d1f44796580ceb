import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import type * as TestcontainersPostgresql from '@testcontainers/postgresql';
import type * as Testcontainers from 'testcontainers';

import { withConnection } from '../postgres/connect.ts';
import { EnvironmentError, messageOf } from '../support/errors.ts';
import { parseShape } from '../support/json.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../support/process-identity.ts';
import type { ClaimedRecord } from './registry.ts';
import { connectionUrl, parseServerVersion, type PostgresServer } from './server.ts';
import { throwAwaySettings } from './embedded/settings.ts';

/** The image that matches production. */
export const DEFAULT_IMAGE = 'postgres:18';

/** Marks our containers; the value says which process they belong to. */
const OWNER_LABEL = 'elementaldb.owner';

const MAINTENANCE = 'postgres';

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
 * Starts PostgreSQL in a container through Testcontainers, its data directory in memory. Containers of dead processes
 * are removed first, so that none piles up where Testcontainers' own reaper is switched off.
 *
 * @throws EnvironmentError `TESTCONTAINERS_MISSING`, `NO_CONTAINER_ENGINE` or `CONTAINER_FAILED`
 */
export async function startDocker(claimed: ClaimedRecord, options: DockerOptions = {}): Promise<DockerServer> {
  const { PostgreSqlContainer } = await loadTestcontainers();
  await sweepContainers();
  const user = options.user ?? 'python';
  const password = randomBytes(24).toString('base64url');
  const image = options.image ?? DEFAULT_IMAGE;
  options.onProgress?.(`Starting a container of ${image}`);
  const settings = { ...portableSettings(), ...options.settings };
  let container: TestcontainersPostgresql.StartedPostgreSqlContainer;
  try {
    container = await new PostgreSqlContainer(image)
      .withDatabase(MAINTENANCE)
      .withUsername(user)
      .withPassword(password)
      // Away from the image's volume, so that the data is in memory whatever the version's default folder is.
      .withEnvironment({ PGDATA: '/elementaldb/data', POSTGRES_INITDB_ARGS: '--no-sync --encoding=UTF8' })
      .withTmpFs({ '/elementaldb': 'rw' })
      .withCommand(['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
      .withLabels({ [OWNER_LABEL]: JSON.stringify(ownIdentity()) })
      .start();
  } catch (error) {
    throw explain(error, image);
  }
  const login = { host: container.getHost(), port: container.getPort(), user, password };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= container.stop({ timeout: 0 }).then(() => claimed.release());
    return stopping;
  };
  try {
    const connectionString = (database = MAINTENANCE): string => connectionUrl(login, database);
    const version = await withConnection(connectionString(), async (client) => {
      const { rows } = await client.query<{ number: number }>(
        `SELECT current_setting('server_version_num')::int AS number`,
      );
      return parseServerVersion(rows[0]?.number ?? 0);
    });
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
    await stop();
    throw error;
  }
}

/** Those of the throw-away settings that every supported version and any container take. */
function portableSettings(): Record<string, string> {
  const { listen_addresses: _ours, ...settings } = throwAwaySettings(parseServerVersion(150_000));
  return settings;
}

async function loadTestcontainers(): Promise<typeof TestcontainersPostgresql> {
  try {
    return await import('@testcontainers/postgresql');
  } catch (error) {
    throw new EnvironmentError('the package @testcontainers/postgresql is not installed or cannot be loaded', {
      code: 'TESTCONTAINERS_MISSING',
      hint: 'Run "npm install --save-dev @testcontainers/postgresql" (version 11 for Node 20).',
      cause: error,
    });
  }
}

/** Removes containers whose owner, a process of this machine, has died. */
async function sweepContainers(): Promise<void> {
  try {
    // The engine's client belongs to the package under ours, which only that one can find under a strict installer.
    const path = createRequire(createRequire(import.meta.url).resolve('@testcontainers/postgresql')).resolve(
      'testcontainers',
    );
    const testcontainers: typeof Testcontainers = await import(pathToFileURL(path).href);
    const { dockerode } = (await testcontainers.getContainerRuntimeClient()).container;
    const ours = await dockerode.listContainers({ all: true, filters: { label: [OWNER_LABEL] } });
    const dead = ours.filter(({ Labels }) => isOwnerDead(Labels[OWNER_LABEL] ?? ''));
    await Promise.all(dead.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })));
  } catch (error) {
    throw explain(error, '');
  }
}

function isOwnerDead(label: string): boolean {
  const owner = parseShape<ProcessIdentity>(label, { pid: 'number', startedAt: 'string', place: 'string' });
  return owner !== undefined && livenessOf(owner) === 'dead';
}

function explain(error: unknown, image: string): EnvironmentError {
  const message = messageOf(error);
  // Testcontainers throws plain errors, so that its sentences are all there is to go by.
  if (/working container runtime strategy/i.test(message)) {
    return new EnvironmentError('no container engine answers', {
      code: 'NO_CONTAINER_ENGINE',
      hint: 'Start Docker (or Podman) and check DOCKER_HOST, or use the embedded server: --server embedded.',
      cause: error,
    });
  }
  return new EnvironmentError(`the container${image === '' ? '' : ` of ${image}`} did not start: ${message}`, {
    code: 'CONTAINER_FAILED',
    hint: "Check the image's name and that the engine can pull it; where it cannot pull Testcontainers' reaper, set TESTCONTAINERS_RYUK_DISABLED=true.",
    cause: error,
  });
}
