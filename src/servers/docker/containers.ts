import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject, parseShape } from '../../support/json.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../../support/process-identity.ts';
import type { Engine } from './engine.ts';

/** Marks our containers; the value says which process they belong to. */
const OWNER_LABEL = 'elementaldb.owner';

/** Marks those that outlive it. */
const DETACHED_LABEL = 'elementaldb.detached';

/** The labels of a container of this process; a detached one may run on when the process ends. */
export function ownerLabels(detached: boolean): Record<string, string> {
  return { [OWNER_LABEL]: JSON.stringify(ownIdentity()), ...(detached ? { [DETACHED_LABEL]: 'true' } : {}) };
}

/**
 * Removes containers whose owner, a process of this machine, has died, but detached ones that run. What cannot be removed
 * is left to the next sweep: it stands in nobody's way.
 */
export async function sweepContainers(engine: Engine): Promise<void> {
  const ours = await engine.api.listContainers({ all: true, filters: { label: [OWNER_LABEL] } });
  const dead = ours.filter(
    ({ Labels, State }) =>
      isOwnerDead(Labels[OWNER_LABEL] ?? '') && !(Labels[DETACHED_LABEL] !== undefined && State === 'running'),
  );
  await Promise.allSettled(dead.map(({ Id }) => removeContainer(engine, Id)));
}

function isOwnerDead(label: string): boolean {
  const owner = parseShape<ProcessIdentity>(label, { pid: 'number', startedAt: 'string', place: 'string' });
  return owner !== undefined && livenessOf(owner) === 'dead';
}

/**
 * Removes a container with its volumes; one that has gone, or is just being removed, is as good.
 *
 * @throws EnvironmentError `CONTAINER_FAILED`
 */
export async function removeContainer(engine: Engine, name: string): Promise<void> {
  try {
    await engine.api.getContainer(name).remove({ force: true, v: true });
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404 && status !== 409) {
      throw new EnvironmentError(`the container ${name} cannot be removed: ${messageOf(error)}`, {
        code: 'CONTAINER_FAILED',
        hint: `Remove it once the engine answers: docker rm --force --volumes ${name}`,
        cause: error,
      });
    }
  }
}

/** Whether a container is there and runs. @throws what the engine says but that there is none */
export async function isRunning(engine: Engine, name: string): Promise<boolean> {
  try {
    return (await engine.api.getContainer(name).inspect()).State.Running;
  } catch (error) {
    if (statusOf(error) === 404) {
      return false;
    }
    throw error;
  }
}

/** The HTTP status of an error of the engine's API. */
export function statusOf(error: unknown): unknown {
  return isObject(error) || error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
}

/** The last lines that a container has written; empty when there is no container, or it said nothing. */
export async function endOfLog(engine: Engine, name: string): Promise<string> {
  let text = '';
  try {
    const log = await engine.api.getContainer(name).logs({ stdout: true, stderr: true, tail: 10 });
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
