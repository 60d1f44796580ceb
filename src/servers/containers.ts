import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import type * as TestcontainersPostgresql from '@testcontainers/postgresql';
import type * as Testcontainers from 'testcontainers';

import { EnvironmentError, messageOf } from '../support/errors.ts';
import { isObject, parseShape } from '../support/json.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../support/process-identity.ts';

/** Marks our containers; the value says which process they belong to. */
const OWNER_LABEL = 'elementaldb.owner';

/** The labels of a container that is to end with this process. */
export function ownerLabels(): Record<string, string> {
  return { [OWNER_LABEL]: JSON.stringify(ownIdentity()) };
}

/** A container engine, through Testcontainers' client. */
export type Engine = Testcontainers.ContainerRuntimeClient;

type Loaded = typeof Testcontainers & Pick<typeof TestcontainersPostgresql, 'PostgreSqlContainer'>;

/** @throws EnvironmentError `TESTCONTAINERS_MISSING` */
export async function loadTestcontainers(): Promise<Loaded> {
  try {
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    // The engine's client belongs to the package under ours, which only that one can find under a strict installer.
    const ours = createRequire(import.meta.url).resolve('@testcontainers/postgresql');
    const under: typeof Testcontainers = await import(
      pathToFileURL(createRequire(ours).resolve('testcontainers')).href
    );
    return { PostgreSqlContainer, ...under };
  } catch (error) {
    throw new EnvironmentError('the package @testcontainers/postgresql is not installed or cannot be loaded', {
      code: 'TESTCONTAINERS_MISSING',
      hint: 'Run "npm install --save-dev @testcontainers/postgresql@11" (11.14 or newer; 12 needs Node 22).',
      cause: error,
    });
  }
}

/** @throws EnvironmentError `NO_CONTAINER_ENGINE` */
export function noEngine(cause: unknown): never {
  throw new EnvironmentError('no container engine answers', {
    code: 'NO_CONTAINER_ENGINE',
    hint: 'Start Docker (or Podman), see that this account may use it and that DOCKER_HOST is right, or use the embedded server: --server embedded.',
    cause,
  });
}

/**
 * Removes containers whose owner, a process of this machine, has died. What cannot be removed is left to the next
 * sweep: it stands in nobody's way.
 */
export async function sweepContainers(engine: Engine): Promise<void> {
  const filters = { label: [OWNER_LABEL] };
  const ours = await engine.container.dockerode.listContainers({ all: true, filters });
  const dead = ours.filter(({ Labels }) => isOwnerDead(Labels[OWNER_LABEL] ?? ''));
  await Promise.allSettled(dead.map(({ Id }) => removeContainer(engine, Id)));
}

function isOwnerDead(label: string): boolean {
  const owner = parseShape<ProcessIdentity>(label, { pid: 'number', startedAt: 'string', place: 'string' });
  return owner !== undefined && livenessOf(owner) === 'dead';
}

/** Removes a container with its volumes; one that has gone, or is just being removed, is as good. */
export async function removeContainer({ container: { dockerode } }: Engine, name: string): Promise<void> {
  try {
    await dockerode.getContainer(name).remove({ force: true, v: true });
  } catch (error) {
    const status = isObject(error) ? error['statusCode'] : undefined;
    if (status !== 404 && status !== 409) {
      throw new EnvironmentError(`the container ${name} cannot be removed: ${messageOf(error)}`, {
        code: 'CONTAINER_FAILED',
        hint: `Remove it once the engine answers: docker rm --force --volumes ${name}`,
        cause: error,
      });
    }
  }
}

/**
 * IPv4 where there is a choice: Docker may publish one port for IPv4 and another for IPv6, so that the same port of
 * `localhost`, asked for over IPv6, is another container's.
 */
export async function addressOf(
  engine: Engine,
  container: Testcontainers.StartedTestContainer,
): Promise<{ host: string; port: number }> {
  const { NetworkSettings } = await engine.container.dockerode.getContainer(container.getId()).inspect();
  const published = NetworkSettings.Ports['5432/tcp'] ?? [];
  const { HostPort } = published.find(({ HostIp }) => !HostIp.includes(':')) ?? published[0] ?? {};
  const host = container.getHost();
  return { host: host === 'localhost' ? '127.0.0.1' : host, port: Number(HostPort ?? container.getMappedPort(5432)) };
}

/** The last lines that a container has written; empty when there is no container, or it said nothing. */
export async function endOfLog({ container: { dockerode } }: Engine, name: string): Promise<string> {
  let text = '';
  try {
    const log = await dockerode.getContainer(name).logs({ stdout: true, stderr: true, tail: 10 });
    // Each piece follows eight bytes: the stream, three zeros, its length. https://docs.docker.com/reference/api/engine/
    for (let at = 0, end = 0; at < log.length; at = end) {
      end = at + 8 + log.readUInt32BE(at + 4);
      text += log.toString('utf8', at + 8, end);
    }
  } catch {
    // No log is no reason to hide why it is wanted.
  }
  return text;
}
