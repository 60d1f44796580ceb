import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { OLDEST_MAJOR } from '../embedded/binaries.ts';
import { connectionUrl, parseServerVersion, type Credentials, type ServerVersion } from '../server.ts';
import { endOfLog, ownerLabels, removeContainer, statusOf, whyGone } from './containers.ts';
import type { Engine } from './engine.ts';
import type { PreparedData } from './prepared-data.ts';
import type { Image } from './require-image.ts';
import { DATA_PARENT, startSupervised, UNPACK_FAILED, type SupervisedContainer } from './supervised-container.ts';

/** The database that `initdb` makes. */
export const MAINTENANCE = 'postgres';

/** Of `initdb`, always: text sorts as on the embedded server, whatever locale the image was made with. */
export const INITDB_OPTIONS = '--no-sync --encoding=UTF8 --locale=C.UTF-8';

/** Milliseconds from the container's start to the first login; on a busy machine `initdb` alone may take many seconds. */
const TIMEOUT_MS = 120_000;

/** Between two tries to log in, and how many of them pass between two looks at the container. */
const POLL = 10;
const LOOK_EVERY = 5;

/** What a container is made of. */
export interface Site {
  engine: Engine;
  image: Image;
  user: string;
  settings: Readonly<Record<string, string>>;
  /** Of `initdb`, where there is no data directory yet. */
  initdbOptions: string;
}

/** A container whose PostgreSQL has let us in. */
export interface Launched {
  /** The container's name. */
  name: string;
  container: SupervisedContainer;
  version: ServerVersion;
  login: Credentials;
  connectionString(): string;
  /** Waits until it lets us in again. */
  awaitLogin(): Promise<void>;
  /** What has become of it; undefined while it runs. */
  whyGone(): Promise<Error | undefined>;
  remove(): Promise<void>;
}

/** 192 random bits, safe in URLs and in SQL. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Starts a container and waits for the first login; of one that fails nothing is left.
 *
 * @throws EnvironmentError `CONTAINER_FAILED`, `NO_SPACE`, `UNPACK_FAILED` or `SERVER_TOO_OLD`
 */
export async function launchContainer(
  site: Site,
  { data, detached }: { data: PreparedData | undefined; detached: boolean },
): Promise<Launched> {
  const { engine, image, user, settings, initdbOptions } = site;
  // A name of ours, since a start that fails does not tell which container it has made.
  const name = `elementaldb-${randomBytes(8).toString('hex')}`;
  const password = data?.password ?? newPassword();
  const remove = (): Promise<void> => removeContainer(engine, name);
  try {
    const container = await startSupervised(engine, {
      name,
      image: image.id,
      command: [
        ...image.entrypoint,
        'postgres',
        ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      environment: {
        PGDATA: `${DATA_PARENT}/data`,
        ...(data === undefined ? forInitdb(user, password, initdbOptions) : {}),
      },
      labels: ownerLabels(detached),
      data,
    });
    const login = { host: engine.host, port: container.port, user, password };
    const connectionString = (): string => connectionUrl(login, MAINTENANCE);
    const version = await firstLogin(engine, name, connectionString());
    if (version.major < OLDEST_MAJOR) {
      throw new EnvironmentError(`the image ${image.name} is PostgreSQL ${version.text}, which is too old`, {
        code: 'SERVER_TOO_OLD',
        hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
      });
    }
    const awaitLogin = async (): Promise<void> => {
      try {
        await firstLogin(engine, name, connectionString());
      } catch (error) {
        throw explain(image.name, error, await endOfLog(engine, name));
      }
    };
    return {
      name,
      container,
      version,
      login,
      connectionString,
      awaitLogin,
      whyGone: async () => ((await answers(connectionString())) ? undefined : whyGone(engine, name)),
      remove,
    };
  } catch (error) {
    const explained =
      error instanceof EnvironmentError ? error : explain(image.name, error, await endOfLog(engine, name));
    await remove().catch(() => undefined); // What it leaves, the next command sweeps.
    throw explained;
  }
}

/** What the images' own entrypoints heed when they have to make a data directory. */
function forInitdb(user: string, password: string, options: string): Record<string, string> {
  return {
    POSTGRES_DB: MAINTENANCE,
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_INITDB_ARGS: options,
  };
}

/** Waits until a login succeeds: the server that an image runs while it initialises does not listen to the network. */
async function firstLogin(engine: Engine, name: string, url: string): Promise<ServerVersion> {
  const begun = Date.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await withConnection(url, readVersion, { timeout: 2_000 });
    } catch (error) {
      if (tries % LOOK_EVERY === 0) {
        await requireRunning(engine, name, error);
      }
      if (Date.now() - begun > TIMEOUT_MS) {
        throw new Error(`no login within ${TIMEOUT_MS / 1_000} seconds: ${messageOf(error)}`, { cause: error });
      }
    }
    await sleep(POLL);
  }
}

/** Whether a server is there, even one that refuses us: then its answer has a SQLSTATE. */
async function answers(url: string): Promise<boolean> {
  return withConnection(url, () => Promise.resolve(true), { timeout: 2_000 }).catch(
    (error: unknown) => error instanceof Error && /^[0-9A-Z]{5}$/.test(codeOf(error.cause) ?? ''),
  );
}

/** Thrown where a container has ended, with its exit code. */
class ContainerEnded extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, cause: unknown) {
    super(`it ended with exit code ${exitCode}`, { cause });
    this.exitCode = exitCode;
  }
}

async function requireRunning(engine: Engine, name: string, cause: unknown): Promise<void> {
  const { State } = await engine.api.getContainer(name).inspect();
  if (!State.Running) {
    throw new ContainerEnded(State.ExitCode, cause);
  }
}

async function readVersion(client: Client): Promise<ServerVersion> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  return parseServerVersion(rows[0]?.number ?? 0);
}

function explain(image: string, error: unknown, log: string): EnvironmentError {
  const said = `${messageOf(error).trim()}\n${log}`.trim();
  if (/No space left on device/.test(said)) {
    return new EnvironmentError(`there is no space left for the container of ${image}: ${said}`, {
      code: 'NO_SPACE',
      hint: 'Its data is in memory: give the engine more, or end other containers. Its images are on disk: docker system df.',
      cause: error,
    });
  }
  if (error instanceof ContainerEnded && error.exitCode === UNPACK_FAILED) {
    return new EnvironmentError(`the cached data directory cannot be unpacked in the container: ${said}`, {
      code: 'UNPACK_FAILED',
      hint: 'A damaged cache is made again by the next start.',
      cause: error,
    });
  }
  if (statusOf(error) === 404 && /no such container/i.test(said)) {
    return new EnvironmentError(`the container of ${image} was removed by somebody else while it started`, {
      code: 'CONTAINER_FAILED',
      hint: 'Try again.',
      cause: error,
    });
  }
  return new EnvironmentError(`the container of ${image} did not start: ${said}`, {
    code: 'CONTAINER_FAILED',
    hint:
      log === '' ? `See whether the engine can run it: docker run ${image}` : 'The lines above are the end of its log.',
    cause: error,
  });
}
