import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import type * as Testcontainers from 'testcontainers';

import { EnvironmentError } from '../../support/errors.ts';
import { explainNoEngine } from './explain-no-engine.ts';

/** A container engine, as Testcontainers finds it: `DOCKER_HOST`, its settings file, the usual sockets. */
export interface Engine {
  /** The engine's API. */
  api: Testcontainers.ContainerRuntimeClient['container']['dockerode'];
  /** The host by which published ports are reached from here. */
  host: string;
  /** Pulls an image that is not there, with the login that is stored for its registry. */
  pull(image: string): Promise<void>;
  /** The name by which an image is known to the engine, with the prefix that Testcontainers is told to use. */
  imageName(image: string): string;
}

/**
 * Finds a container engine that answers.
 *
 * @throws EnvironmentError `TESTCONTAINERS_MISSING`, `NO_CONTAINER_ENGINE`, `ENGINE_FORBIDDEN`
 */
export async function openEngine(): Promise<Engine> {
  const { getContainerRuntimeClient, ImageName } = await loadTestcontainers();
  let client: Testcontainers.ContainerRuntimeClient;
  try {
    client = await getContainerRuntimeClient();
    // The client is kept for the life of the process; the engine may have gone since.
    await client.container.dockerode.ping();
  } catch (error) {
    throw await explainNoEngine(error);
  }
  const { host } = client.info.containerRuntime;
  return {
    api: client.container.dockerode,
    // By name it might be reached over IPv6, for which an engine may publish another port.
    host: host === 'localhost' ? '127.0.0.1' : host,
    pull: (image) => client.image.pull(ImageName.fromString(image), { force: false, platform: undefined }),
    imageName: (image) => ImageName.fromString(image).string,
  };
}

async function loadTestcontainers(): Promise<typeof Testcontainers> {
  try {
    // The engine's client belongs to the package under this one, which only this one can find under a strict installer.
    const postgresql = createRequire(import.meta.url).resolve('@testcontainers/postgresql');
    return await import(pathToFileURL(createRequire(postgresql).resolve('testcontainers')).href);
  } catch (error) {
    throw new EnvironmentError('the package @testcontainers/postgresql is not installed or cannot be loaded', {
      code: 'TESTCONTAINERS_MISSING',
      hint: 'Run "npm install --save-dev @testcontainers/postgresql@11" (10.28 to 12; 12 needs Node 22).',
      cause: error,
    });
  }
}
