import { withConnection } from '../../postgres/connect.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { codeOf, messageOf } from '../../support/errors.ts';
import { cacheFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { pruneCache } from '../embedded/data-cache.ts';
import type { Preparation } from '../preparation.ts';
import type { ClaimedRecord } from '../registry.ts';
import { withServerLossCheck } from '../server.ts';
import { containerSettings } from './container-settings.ts';
import { sweepContainers } from './containers.ts';
import { openEngine } from './engine.ts';
import type { DockerOptions } from './options.ts';
import { INITDB_OPTIONS, launchContainer, newPassword, type Launched, type Site } from './launch.ts';
import { dropPreparedData, findPreparedData, keepPreparedData, type PreparedData } from './prepared-data.ts';
import { serverOf, type DockerServer } from './docker-server.ts';
import { requireImage } from './require-image.ts';

/** The image that matches production. */
const DEFAULT_IMAGE = 'postgres:18';

/** Changes with the layout of what is cached, so that an older version's entries are not found. */
const CACHE_FORMAT = 'docker 1';

/** For a server that is asked for without anything on it. */
const NOTHING: Preparation = { key: 'nothing', bytes: 0, build: () => Promise.resolve() };

/** WAL in segments of 1 MB, none of which is kept for reuse, keeps a copy small. */
const SMALL_WAL = { initdb: '--wal-segsize=1', settings: { min_wal_size: '2MB', wal_recycle: 'off' } };

/**
 * Starts PostgreSQL in a container, on the engine that Testcontainers finds, its data directory in memory. When this process
 * dies, in whatever way, the container ends; what is left of it, the next command removes. A data directory that has been
 * prepared before comes from the cache of this machine: neither `initdb` nor a migration runs then.
 *
 * @throws the errors of `openEngine` and `requireImage`; EnvironmentError `CONTAINER_FAILED`, `NO_SPACE` or
 *   `SERVER_TOO_OLD`
 */
export async function startDocker(claimed: ClaimedRecord, options: DockerOptions = {}): Promise<DockerServer> {
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

async function prepareSite(options: DockerOptions): Promise<CachingSite> {
  const { image: name = DEFAULT_IMAGE, user = 'python', preparation = NOTHING, onProgress } = options;
  const engine = await openEngine();
  await sweepContainers(engine);
  const image = await requireImage(engine, name, onProgress);
  const settings = { ...containerSettings(), ...SMALL_WAL.settings, ...options.settings };
  const inOrder = new URLSearchParams(settings);
  inOrder.sort();
  const initdbOptions = `${INITDB_OPTIONS} ${SMALL_WAL.initdb}`;
  const key = contentHash([CACHE_FORMAT, image.id, initdbOptions, user, inOrder.toString(), preparation.key]);
  const cache = cacheFolder();
  pruneCache(cache);
  return { engine, image, user, settings, initdbOptions, cache, key };
}

/**
 * With what was prepared before; or the first start with this image and these migrations: build, shut down cleanly, keep a
 * copy, go on in the same container.
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
      await withServerLossCheck(server, () => preparation.build(server));
      await keep(site, launched, options);
    }
    const password = await renewPassword(launched);
    const server = serverOf({ ...launched, login: { ...launched.login, password } }, release, fromCache);
    if (detached) {
      // In this order: a record without a container is swept, a container without a record would be found by nobody.
      claimed.update({ detached: true, container: launched.name });
      await launched.container.detach();
    }
    return server;
  } catch (error) {
    await launched.remove().catch(() => undefined); // What it leaves, the next command sweeps.
    throw error;
  }
}

/** What has been built is there whether or not it can be kept for the next start. */
async function keep(site: CachingSite, launched: Launched, { onProgress }: DockerOptions): Promise<void> {
  const { login, container } = launched;
  try {
    const { kept } = await keepPreparedData(site.cache, site.key, login.password, (fd) => container.copyData(fd));
    await kept;
  } catch (error) {
    onProgress?.(`${messageOf(error)}; the next start has to build it again`);
  }
  await launched.awaitLogin();
}

/** Whoever has the data directory that it came from, or sees with what the container was made, does not have this one. */
async function renewPassword(launched: Launched): Promise<string> {
  const password = newPassword();
  const { user } = launched.login;
  await withConnection(launched.connectionString(), (client) =>
    client.query(`ALTER ROLE ${quoteIdentifier(user)} PASSWORD ${quoteLiteral(password)}`),
  );
  return password;
}
