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

/** The database that `initdb` creates. */
export const MAINTENANCE = 'postgres';

/** Options of every `initdb`: text sorts as on the embedded server, whatever the image's locale. */
export const INITDB_OPTIONS = '--no-sync --encoding=UTF8 --locale=C.UTF-8';

/** Milliseconds from the container's start to the first login. On a busy machine `initdb` takes many seconds. */
const TIMEOUT_MS = 120_000;

/** Milliseconds between login attempts, and the number of attempts between checks of the container. */
const POLL_MS = 10;
const CHECK_EVERY = 5;

/** How a container is created. */
export interface Site {
  engine: Engine;
  image: Image;
  user: string;
  settings: Readonly<Record<string, string>>;
  /** Options of `initdb` if there is no data directory yet. */
  initdbOptions: string;
}

/** A container whose PostgreSQL accepts logins. */
export interface Launched {
  /** The container's name. */
  name: string;
  container: SupervisedContainer;
  version: ServerVersion;
  login: Credentials;
  connectionString(): string;
  /** Waits until it accepts logins again. */
  awaitLogin(): Promise<void>;
  /** Why it is gone; undefined while it runs. */
  whyGone(): Promise<Error | undefined>;
  remove(): Promise<void>;
}

/** 192 random bits, safe in URLs and in SQL. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Starts a container and waits for the first login. A container that fails is removed.
 *
 * @throws EnvironmentError `CONTAINER_FAILED`, `NO_SPACE`, `UNPACK_FAILED` or `SERVER_TOO_OLD`
 */
export async function launchContainer(
  site: Site,
  { data, detached }: { data: PreparedData | undefined; detached: boolean },
): Promise<Launched> {
  const { engine, image, user, settings, initdbOptions } = site;
  // We choose the name, because a failed start does not return the container's id.
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
      throw new EnvironmentError(`unsupported PostgreSQL ${version.text} in the image ${image.name}`, {
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
    await remove().catch(() => undefined); // The next command removes what is left.
    throw explained;
  }
}

/** The variables with which the images' entrypoints create a data directory. */
function forInitdb(user: string, password: string, options: string): Record<string, string> {
  return {
    POSTGRES_DB: MAINTENANCE,
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_INITDB_ARGS: options,
  };
}

/** Waits until a login succeeds. The server of an image's initialization does not listen on the network. */
async function firstLogin(engine: Engine, name: string, url: string): Promise<ServerVersion> {
  const begun = Date.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await withConnection(url, readVersion, { timeout: 2_000 });
    } catch (error) {
      if (tries % CHECK_EVERY === 0) {
        await requireRunning(engine, name, error);
      }
      if (Date.now() - begun > TIMEOUT_MS) {
        throw new Error(`no login within ${TIMEOUT_MS / 1_000} seconds: ${messageOf(error)}`, { cause: error });
      }
    }
    await sleep(POLL_MS);
  }
}

/** Whether a server answers; an answer that rejects the login has a SQLSTATE. */
async function answers(url: string): Promise<boolean> {
  return withConnection(url, () => Promise.resolve(true), { timeout: 2_000 }).catch(
    (error: unknown) => error instanceof Error && /^[0-9A-Z]{5}$/.test(codeOf(error.cause) ?? ''),
  );
}

/** The container has ended. */
class ContainerEnded extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, cause: unknown) {
    super(`exit code ${exitCode}`, { cause });
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
  const details = `${messageOf(error).trim()}\n${log}`.trim();
  if (/No space left on device/.test(details)) {
    return new EnvironmentError(`no space for the container of ${image}: ${details}`, {
      code: 'NO_SPACE',
      hint: 'Give the engine more memory, which holds the data, or stop other containers. Check its disk: docker system df.',
      cause: error,
    });
  }
  if (error instanceof ContainerEnded && error.exitCode === UNPACK_FAILED) {
    return new EnvironmentError(`cannot unpack the cached data directory in the container: ${details}`, {
      code: 'UNPACK_FAILED',
      hint: 'Start again; a damaged cache entry is replaced.',
      cause: error,
    });
  }
  if (statusOf(error) === 404 && /no such container/i.test(details)) {
    return new EnvironmentError(`the container of ${image} was removed during its start`, {
      code: 'CONTAINER_FAILED',
      hint: 'Try again.',
      cause: error,
    });
  }
  return new EnvironmentError(`the container of ${image} did not start: ${details}`, {
    code: 'CONTAINER_FAILED',
    hint: log === '' ? `Check that the engine can run it: docker run ${image}` : 'See the end of its log above.',
    cause: error,
  });
}
