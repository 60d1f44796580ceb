import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type * as Testcontainers from 'testcontainers';

import { EnvironmentError } from '../../support/errors.ts';
import { explainNoEngine, requireAnswer, type AnswerOptions } from './explain-no-engine.ts';

/** The container engine that Testcontainers finds by `DOCKER_HOST`, its settings file, or the usual sockets. */
export interface Engine {
  /** The engine's API. */
  api: Testcontainers.ContainerRuntimeClient['container']['dockerode'];
  /** The host of published ports. */
  host: string;
  /** Pulls an image if it is missing, with the stored login of its registry. */
  pull(image: string): Promise<void>;
  /** The image name with the prefix that Testcontainers is configured to use. */
  imageName(image: string): string;
}

/**
 * Finds a container engine that answers.
 *
 * @throws EnvironmentError `TESTCONTAINERS_MISSING`, `NO_CONTAINER_ENGINE`, `ENGINE_FORBIDDEN`, `ENGINE_SILENT`
 */
export async function openEngine(options?: AnswerOptions): Promise<Engine> {
  const [{ getContainerRuntimeClient, ImageName }] = await Promise.all([loadTestcontainers(), requireAnswer(options)]);
  let client: Testcontainers.ContainerRuntimeClient;
  try {
    client = await getContainerRuntimeClient();
    // The client is cached for this process; the engine may have stopped.
    await client.container.dockerode.ping();
  } catch (error) {
    throw await explainNoEngine(error);
  }
  const { host } = client.info.containerRuntime;
  return {
    api: client.container.dockerode,
    // The name may resolve to IPv6, for which an engine may publish another port.
    host: host === 'localhost' ? '127.0.0.1' : host,
    pull: (image) => client.image.pull(ImageName.fromString(image), { force: false, platform: undefined }),
    imageName: (image) => ImageName.fromString(image).string,
  };
}

type Client = Pick<typeof Testcontainers, 'getContainerRuntimeClient' | 'ImageName'>;

async function loadTestcontainers(): Promise<Client> {
  try {
    const postgresql = findPostgresqlModule();
    // It depends on `testcontainers`, which with some installers only it can resolve.
    const whole = createRequire(postgresql).resolve('testcontainers');
    return (await loadClient(whole)) ?? (await import(pathToFileURL(whole).href));
  } catch (error) {
    throw new EnvironmentError('cannot load the package @testcontainers/postgresql', {
      code: 'TESTCONTAINERS_MISSING',
      hint: 'Run "npm install --save-dev @testcontainers/postgresql@11" (10.28 to 12; 12 needs Node 22).',
      cause: error,
    });
  }
}

/** Beside this package, or in the project: the Python package is not beside the project's packages of npm. */
function findPostgresqlModule(): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return resolve('@testcontainers/postgresql');
  } catch {
    return resolve('@testcontainers/postgresql', { paths: [process.cwd()] });
  }
}

/** The part of the package that finds the engine: it takes half the time to load. Undefined if there is no such part. */
async function loadClient(whole: string): Promise<Client | undefined> {
  const part = join(dirname(whole), 'container-runtime', 'index.js');
  if (!existsSync(part)) {
    return undefined;
  }
  const loaded: Partial<Client> = await import(pathToFileURL(part).href);
  const { getContainerRuntimeClient, ImageName } = loaded;
  return getContainerRuntimeClient && ImageName && { getContainerRuntimeClient, ImageName };
}
