import { withConnection } from '../../postgres/connect.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { codeOf, messageOf } from '../../support/errors.ts';
import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { selfSignedCertificate } from '../certificate.ts';
import { OLDEST_MAJOR } from '../embedded/binaries.ts';
import { pruneCache } from '../embedded/data-cache.ts';
import { throwAwaySettings } from '../embedded/settings.ts';
import type { ClaimedRecord } from '../registry.ts';
import {
  adapt,
  buildPreparation,
  connectionUrl,
  parseServerVersion,
  withServerLossCheck,
  type PostgresServer,
  type Preparation,
} from '../server.ts';
import { disownContainer, sweepContainers } from './containers.ts';
import { openEngine } from './engine.ts';
import type { DockerOptions, InternalDockerOptions } from './options.ts';
import { INITDB_OPTIONS, MAINTENANCE, launchContainer, newPassword, type Launched, type Site } from './launch.ts';
import { dropPreparedData, findPreparedData, keepPreparedData, type PreparedData } from './prepared-data.ts';
import { requireImage } from './require-image.ts';

export interface DockerServer extends PostgresServer {
  readonly kind: 'docker';
  readonly containerId: string;
  /** Whether the prepared state came from the cache. */
  readonly fromCache: boolean;
}

/** The version of production. */
export const DEFAULT_IMAGE = 'postgres:18';

/** Changed when the layout of cache entries changes, so that older entries are not used. */
const CACHE_FORMAT = 'docker 2';

/** The preparation of an empty server. */
const NOTHING: Preparation = { key: 'nothing', bytes: 0, build: () => Promise.resolve() };

/** WAL segments of 1 MB that are not kept for reuse make cached copies small. */
const SMALL_WAL = { initdb: '--wal-segsize=1', settings: { min_wal_size: '2MB', wal_recycle: 'off' } };

/**
 * Starts PostgreSQL in a container of the engine that Testcontainers finds, with the data directory in memory. When this
 * process ends in any way, the container ends; the next command removes what is left of it. A data directory that was
 * prepared before comes from this machine's cache; then neither `initdb` nor a migration runs.
 *
 * @throws the errors of `openEngine` and `requireImage`; EnvironmentError `CONTAINER_FAILED`, `NO_SPACE` or
 *   `SERVER_TOO_OLD`
 */
export async function startDocker(claimed: ClaimedRecord, options: InternalDockerOptions = {}): Promise<DockerServer> {
  const site = await prepareSite(options);
  for (let damaged = false; ; damaged = true) {
    const data = await findPreparedData(site.cache, site.key);
    try {
      return await startAt(claimed, site, options, data);
    } catch (error) {
      if (codeOf(error) !== 'UNPACK_FAILED' || data === undefined || damaged) {
        throw error;
      }
      dropPreparedData(data);
    }
  }
}

interface CachingSite extends Site {
  cache: string;
  key: string;
}

async function prepareSite(options: InternalDockerOptions): Promise<CachingSite> {
  const { image: name = DEFAULT_IMAGE, user = 'python', preparation = NOTHING, onProgress } = options;
  const engine = await openEngine({ onProgress });
  await sweepContainers(engine);
  const image = await requireImage(engine, name, onProgress);
  const settings = { ...containerSettings(), ...SMALL_WAL.settings, ...options.settings };
  const sorted = new URLSearchParams(settings);
  sorted.sort();
  const initdbOptions = `${INITDB_OPTIONS} ${SMALL_WAL.initdb}`;
  const key = contentHash([CACHE_FORMAT, image.id, initdbOptions, user, sorted.toString(), preparation.key]);
  const cache = cacheFolder();
  pruneCache(cache);
  return { engine, image, user, settings: { ...options.runtimeSettings, ...settings }, initdbOptions, cache, key };
}

/**
 * Starts with cached data. The first start with this image and these migrations builds the data, shuts down cleanly, caches
 * a copy, and continues in the same container.
 */
async function startAt(
  claimed: ClaimedRecord,
  site: CachingSite,
  options: DockerOptions,
  data: PreparedData | undefined,
): Promise<DockerServer> {
  const { preparation = NOTHING, detached = false } = options;
  const fromCache = data !== undefined;
  const release = (): void => claimed.release();
  options.onProgress?.(`Starting a container of ${site.image.name}`);
  const launched = await launchContainer(site, { data, detached });
  try {
    if (!fromCache) {
      const server = serverOf(launched, release, fromCache);
      await withServerLossCheck(server, async () => {
        await enableTls(server);
        await buildPreparation(server, preparation);
      });
      await keep(site, launched, options);
    }
    const password = await renewPassword(launched);
    const server = serverOf({ ...launched, login: { ...launched.login, password } }, release, fromCache);
    await adapt(server, preparation);
    if (detached) {
      // The record comes first: a record without a container is swept, but a container without a record would be lost.
      claimed.update({ detached: true, container: launched.name });
      await launched.container.detach();
      disownContainer(launched.name);
    }
    return server;
  } catch (error) {
    await launched.remove().catch(() => undefined); // The next command removes what is left.
    throw error;
  }
}

/** Lets clients use TLS, unless the image's PostgreSQL was built without it. */
async function enableTls(server: DockerServer): Promise<void> {
  const { certificate, key } = selfSignedCertificate();
  await withConnection(server.connection(), async (client) => {
    for (const [file, text] of [
      ['server.crt', certificate],
      ['server.key', key],
    ] as const) {
      const lines = `SELECT * FROM string_to_table(${quoteLiteral(text.trimEnd())}, E'\\n')`;
      // The working directory of the server is its data directory.
      await client.query(`COPY (${lines}) TO PROGRAM 'umask 077 && cat >${file}'`);
    }
    try {
      await client.query('ALTER SYSTEM SET ssl = on');
      await client.query('SELECT pg_reload_conf()');
    } catch (error) {
      if (codeOf(error) !== SQLSTATE.invalidParameterValue) {
        throw error;
      }
    }
  });
}

/** Caches the data for the next start. The server is usable even if that fails. */
async function keep(site: CachingSite, launched: Launched, { onProgress }: DockerOptions): Promise<void> {
  const { login, container } = launched;
  try {
    const { kept } = await keepPreparedData(site.cache, site.key, login.password, (fd) => container.copyData(fd));
    await kept;
  } catch (error) {
    onProgress?.(`${messageOf(error)}; the next start must build it again`);
  }
  await launched.awaitLogin();
}

/** Sets a password that neither the cached data nor the container's environment contains. */
async function renewPassword(launched: Launched): Promise<string> {
  const password = newPassword();
  const { user } = launched.login;
  await withConnection(launched.connectionString(), (client) =>
    client.query(`ALTER ROLE ${quoteIdentifier(user)} PASSWORD ${quoteLiteral(password)}`),
  );
  return password;
}

/** The server in a launched container; `onStopped` is called after its removal. */
export function serverOf(launched: Launched, onStopped: () => void, fromCache: boolean): DockerServer {
  const { login, container, version } = launched;
  const connectionString = (database = MAINTENANCE): string => connectionUrl(login, database);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= launched.remove().finally(onStopped));
  return {
    ...login,
    kind: 'docker',
    version,
    containerId: container.id,
    fromCache,
    connectionString,
    connection: connectionString,
    whyGone: () => launched.whyGone(),
    loss: () => launched.loss(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The settings for disposable data that every supported version accepts in a container. */
export function containerSettings(): Record<string, string> {
  return {
    ...throwAwaySettings(parseServerVersion(OLDEST_MAJOR * 10_000)),
    listen_addresses: '*',
    // An error shows the end of the log.
    log_checkpoints: 'off',
    // The shared memory of a container has only 64 MB.
    dynamic_shared_memory_type: 'mmap',
  };
}
