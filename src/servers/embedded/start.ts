import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { withConnection, type ConnectionTarget } from '../../postgres/connect.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { guardPath } from '../../support/guard-path.ts';
import { contentHash } from '../../support/hash.ts';
import { identityOf } from '../../support/process-identity.ts';
import type { ClaimedRecord } from '../registry.ts';
import {
  adapt,
  buildPreparation,
  connectionUrl,
  socketConnection,
  type PostgresServer,
  type Preparation,
  type ServerVersion,
} from '../server.ts';
import { addCachedData, dropCachedData, findCachedData, pruneCache, type CachedData } from './data-cache.ts';
import { initdbOptions, initialize } from './initialize.ts';
import { freePort, requireFreePort } from './port.ts';
import type { EmbeddedOptions, InternalEmbeddedOptions } from './options.ts';
import { chooseRunFolder, makeRunFolder } from './run-folder.ts';
import { embeddedSettings } from './settings.ts';
import { prepareSite, type Site } from './site.ts';
import { supervise, type Lifetime, type Postmaster } from './supervisor.ts';

/** Space for what a server writes in addition to a copy of its data directory. */
const WORKING_SPACE = 64 * 1_048_576;

/** The maintenance database that `initdb` creates. */
const MAINTENANCE = 'postgres';

export interface EmbeddedServer extends PostgresServer {
  readonly kind: 'embedded';
  readonly pid: number;
  readonly dataDirectory: string;
  /** Whether the prepared state came from the cache. */
  readonly fromCache: boolean;
}

/**
 * Starts PostgreSQL from binaries on this machine, with a data directory that is removed when it stops. Connections over
 * loopback need a random password (SCRAM); this process uses a unix socket in a folder of mode 0700 without a password.
 *
 * @throws EnvironmentError `NO_BINARIES`, `NO_RUN_FOLDER`, `INITDB_FAILED`, `START_FAILED`, `PORT_TAKEN`
 */
export async function startEmbedded(
  claimed: ClaimedRecord,
  options: InternalEmbeddedOptions = {},
): Promise<EmbeddedServer> {
  if (options.port !== undefined) {
    await requireFreePort(options.port);
  }
  const site = await prepareSite(options);
  pruneCache(site.cache);
  for (let damaged = 0; ; damaged += 1) {
    try {
      const server = await startAt(claimed, site, options);
      await adapt(server, options.preparation);
      return server;
    } catch (error) {
      // Damaged cache entries were removed; create them again: the prepared state, the blank cluster, or both.
      if (codeOf(error) !== 'UNPACK_FAILED' || damaged === 2) {
        throw error;
      }
    }
  }
}

async function startAt(claimed: ClaimedRecord, site: Site, options: InternalEmbeddedOptions): Promise<EmbeddedServer> {
  const { preparation } = options;
  // Settings can affect the result: a time zone changes `now()::date`, a search path the schema of a table.
  const settings = new URLSearchParams(options.settings);
  settings.sort();
  const key = preparation && contentHash([site.blankKey, preparation.key, settings.toString()]);
  const cached = key === undefined ? undefined : findCachedData(site.cache, key);
  if (preparation === undefined || key === undefined || cached !== undefined) {
    const source = cached ?? (await blankData(claimed, site, options));
    return launch(claimed, site, options, {
      source: source.path,
      bytes: source.bytes,
      fromCache: cached !== undefined,
    });
  }
  return buildAndLaunch(claimed, site, options, preparation, key);
}

async function blankData(claimed: ClaimedRecord, site: Site, { onProgress }: EmbeddedOptions): Promise<CachedData> {
  const { binaries, account, cache, bin, user, blankKey } = site;
  const cached = findCachedData(cache, blankKey);
  if (cached !== undefined) {
    return cached;
  }
  onProgress?.('Preparing PostgreSQL for its first start');
  const folder = chooseRunFolder(account, WORKING_SPACE);
  const release = guardPath(folder);
  claimed.update({ runFolder: folder });
  makeRunFolder(folder, account);
  try {
    await initialize(bin, folder, initdbOptions(binaries.version, user), account);
    const { kept } = await addCachedData(cache, blankKey, account, join(folder, 'data'));
    await kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    release();
  }
  const made = findCachedData(cache, blankKey);
  if (made === undefined) {
    throw new EnvironmentError('cannot add the new data directory to the cache', {
      code: 'CACHE_FAILED',
      hint: 'Free some space, or set another folder in ELEMENTALDB_CACHE.',
    });
  }
  return made;
}

interface LaunchSource {
  /** The tar file to unpack; undefined if the run folder already has a data directory. */
  source: string | undefined;
  bytes: number;
  fromCache: boolean;
  runFolder?: string;
  /** The server only builds a data directory. It always ends with this process. */
  building?: boolean;
  /** Resolves when the cache has been written. */
  kept?: Promise<void>;
}

/**
 * The first start with these migrations: build on a copy of the blank cluster, stop cleanly, cache a copy, start again.
 * The restart takes some tens of milliseconds once and makes the copy consistent without WAL replay.
 */
async function buildAndLaunch(
  claimed: ClaimedRecord,
  site: Site,
  options: InternalEmbeddedOptions,
  preparation: Preparation,
  key: string,
): Promise<EmbeddedServer> {
  const blank = await blankData(claimed, site, options);
  const bytes = blank.bytes + preparation.bytes;
  const runFolder = chooseRunFolder(site.account, bytes + WORKING_SPACE);
  // Between its two servers nobody else would remove the folder.
  const release = guardPath(runFolder);
  try {
    const from = { source: blank.path, bytes, fromCache: false, building: true, runFolder };
    const builder = await launch(claimed, site, options, from);
    await buildAndStop(builder, preparation);
    // The server is usable even if its state cannot be cached.
    const { kept } = await addCachedData(site.cache, key, site.account, builder.dataDirectory).catch(
      (error: unknown) => {
        options.onProgress?.(`${messageOf(error)}; the next start must build it again`);
        return { kept: Promise.resolve() };
      },
    );
    return await launch(claimed, site, options, { source: undefined, bytes: 0, fromCache: false, runFolder, kept });
  } finally {
    release();
  }
}

async function buildAndStop(builder: LaunchedServer, preparation: Preparation): Promise<void> {
  try {
    await buildPreparation(builder, preparation);
    await builder.keep();
  } catch (error) {
    await builder.stop();
    throw error;
  }
}

interface LaunchedServer extends EmbeddedServer {
  /** Shuts down cleanly and leaves the run folder to the caller. */
  keep(): Promise<void>;
}

const PORT_ATTEMPTS = 5;

async function launch(
  claimed: ClaimedRecord,
  site: Site,
  options: InternalEmbeddedOptions,
  from: LaunchSource,
): Promise<LaunchedServer> {
  const runFolder = from.runFolder ?? chooseRunFolder(site.account, from.bytes + WORKING_SPACE);
  const asked = options.shared === true ? 'shared' : options.detached === true ? 'detached' : 'watched';
  const lifetime = from.building === true ? 'watched' : asked;
  const settings = { ...embeddedSettings(site.binaries.version), ...options.runtimeSettings, ...options.settings };
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    claimed.update({ runFolder });
    if (from.source !== undefined) {
      makeRunFolder(runFolder, site.account);
    }
    try {
      const { bin, account } = site;
      const postmaster = await supervise({ bin, account, runFolder, source: from.source, lifetime, port, settings });
      return await open(claimed, site, { ...from, postmaster, port, runFolder, lifetime });
    } catch (error) {
      rmSync(runFolder, { recursive: true, force: true });
      if (from.source !== undefined && codeOf(error) === 'UNPACK_FAILED') {
        dropCachedData({ path: from.source });
      }
      // Another program may take the free port before the server binds it.
      const retry = codeOf(error) === 'PORT_TAKEN' && options.port === undefined && from.source !== undefined;
      if (!retry || attempt === PORT_ATTEMPTS) {
        throw error;
      }
    }
  }
}

interface Opened {
  postmaster: Postmaster;
  port: number;
  runFolder: string;
  lifetime: Lifetime;
  fromCache: boolean;
  kept?: Promise<void>;
}

async function open(claimed: ClaimedRecord, site: Site, opened: Opened): Promise<LaunchedServer> {
  const { postmaster, port, runFolder, lifetime } = opened;
  const { user } = site;
  const version: ServerVersion = site.binaries.version;
  const password = randomBytes(24).toString('base64url');
  const connection = (database = MAINTENANCE): ConnectionTarget => socketConnection(runFolder, port, user, database);
  try {
    await withConnection(connection(), (client) =>
      client.query(`ALTER ROLE ${quoteIdentifier(user)} PASSWORD ${quoteLiteral(password)}`),
    );
    if (lifetime !== 'watched') {
      const owner = identityOf(postmaster.pid);
      claimed.update({ detached: true, ...(owner === undefined ? {} : { owner }) });
    }
  } catch (error) {
    await postmaster.end('discard');
    throw error;
  }
  let stopping: Promise<void> | undefined;
  const server: LaunchedServer = {
    kind: 'embedded',
    version,
    host: '127.0.0.1',
    port,
    user,
    password,
    pid: postmaster.pid,
    dataDirectory: join(runFolder, 'data'),
    fromCache: opened.fromCache,
    cached: opened.kept,
    connectionString: (database = MAINTENANCE) => connectionUrl({ host: '127.0.0.1', port, user, password }, database),
    connection,
    loss: () => postmaster.loss(),
    keep: () => postmaster.end('keep'),
    stop: () => {
      if (lifetime === 'shared') {
        postmaster.leave();
        return opened.kept ?? Promise.resolve();
      }
      stopping ??= Promise.all([postmaster.end('discard'), opened.kept]).then(() => {
        rmSync(runFolder, { recursive: true, force: true });
        claimed.release();
      });
      return stopping;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
  return server;
}
