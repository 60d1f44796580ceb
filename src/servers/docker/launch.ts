import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { EnvironmentError, codeOf, messageOf } from '../../support/errors.ts';
import { OLDEST_MAJOR } from '../embedded/binaries.ts';
import { connectionUrl, parseServerVersion, type Credentials, type ServerVersion } from '../server.ts';
import type { ContainerOutput } from './container-output.ts';
import {
  ENDED_FROM_OUTSIDE,
  engineLoss,
  newContainerName,
  ownerLabels,
  removeContainer,
  statusOf,
  trackContainer,
  whyEnded,
  whyGone,
} from './containers.ts';
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

/** Milliseconds between login attempts. */
const POLL_MS = 10;

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
  /** Waits until it is gone, and says why. */
  loss(): Promise<Error>;
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
  const name = newContainerName();
  const password = data?.password ?? newPassword();
  const remove = (): Promise<void> => removeContainer(engine, name);
  let output: ContainerOutput | undefined;
  try {
    const starting = startSupervised(engine, {
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
    trackContainer(engine, name, starting);
    const container = await starting;
    const log = container.output;
    output = log;
    const login = { host: engine.host, port: container.port, user, password };
    const connectionString = (): string => connectionUrl(login, MAINTENANCE);
    const version = await firstLogin(log, connectionString());
    if (version.major < OLDEST_MAJOR) {
      throw new EnvironmentError(`unsupported PostgreSQL ${version.text} in the image ${image.name}`, {
        code: 'SERVER_TOO_OLD',
        hint: `Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
      });
    }
    const awaitLogin = async (): Promise<void> => {
      try {
        await firstLogin(log, connectionString());
      } catch (error) {
        throw explain(image.name, error, log.tail());
      }
    };
    return {
      name,
      container,
      version,
      login,
      connectionString,
      awaitLogin,
      whyGone: async () => ((await answers(connectionString())) ? undefined : whyGone(engine, log)),
      loss: () => whyEnded(engine, log),
      remove,
    };
  } catch (error) {
    await remove().catch(() => undefined); // The next command removes what is left.
    throw error instanceof EnvironmentError
      ? error
      : ((await engineLoss(engine, error)) ?? explain(image.name, error, output?.tail() ?? ''));
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
async function firstLogin(output: ContainerOutput, url: string): Promise<ServerVersion> {
  const begun = Date.now();
  for (;;) {
    try {
      return await withConnection(url, readVersion, { timeout: 2_000 });
    } catch (error) {
      if (output.hasEnded()) {
        throw new ContainerEnded(output.exitCode(), error);
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
  /** Undefined if it was ended from outside. */
  readonly exitCode: number | undefined;

  constructor(exitCode: number | undefined, cause: unknown) {
    super(exitCode === undefined ? ENDED_FROM_OUTSIDE : `exit code ${exitCode}`, { cause });
    this.exitCode = exitCode;
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
