import { setTimeout as sleep } from 'node:timers/promises';

import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject, parseShape } from '../../support/json.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../../support/process-identity.ts';
import type { Engine } from './engine.ts';

/** The label of our containers; its value is the owner process. */
const OWNER_LABEL = 'elementaldb.owner';

/** The label of containers that keep running after their owner. */
const DETACHED_LABEL = 'elementaldb.detached';

/** The labels of a container of this process. */
export function ownerLabels(detached: boolean): Record<string, string> {
  return { [OWNER_LABEL]: JSON.stringify(ownIdentity()), ...(detached ? { [DETACHED_LABEL]: 'true' } : {}) };
}

/**
 * Removes containers whose owner, a process of this machine, has ended, except running detached ones. What cannot be
 * removed is left to the next sweep.
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
 * Removes a container with its volumes. Does nothing if it is gone or being removed.
 *
 * @throws EnvironmentError `CONTAINER_FAILED`
 */
export async function removeContainer(engine: Engine, name: string): Promise<void> {
  try {
    await engine.api.getContainer(name).remove({ force: true, v: true });
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404 && status !== 409) {
      throw new EnvironmentError(`cannot remove the container ${name}: ${messageOf(error)}`, {
        code: 'CONTAINER_FAILED',
        hint: `Remove it when the engine is available: docker rm --force --volumes ${name}`,
        cause: error,
      });
    }
  }
}

/** Whether a container exists and runs. @throws the errors of the engine */
export async function isRunning(engine: Engine, name: string): Promise<boolean> {
  return (await stateOf(engine, name))?.Running === true;
}

/** Undefined if there is no such container. */
async function stateOf(engine: Engine, name: string) {
  try {
    return (await engine.api.getContainer(name).inspect()).State;
  } catch (error) {
    if (statusOf(error) === 404) {
      return undefined;
    }
    throw error;
  }
}

/** The exit code after SIGKILL. */
const KILLED = 137;

/** Milliseconds until the engine shows that a container has ended. */
const NOTICED_WITHIN = 3_000;

/** Why the server of a container does not answer; undefined if the container runs. */
export async function whyGone(engine: Engine, name: string): Promise<EnvironmentError | undefined> {
  try {
    let state = await stateOf(engine, name);
    for (const begun = Date.now(); state?.Running === true; state = await stateOf(engine, name)) {
      if (Date.now() - begun > NOTICED_WITHIN) {
        return undefined;
      }
      await sleep(50);
    }
    if (state === undefined) {
      return new EnvironmentError('the container was removed', {
        code: 'CONTAINER_ENDED',
        hint: 'Start again.',
      });
    }
    // The log of a killed container does not explain its end.
    const log = state.ExitCode === KILLED ? '' : await endOfLog(engine, name);
    const why = state.OOMKilled
      ? 'out of memory'
      : state.ExitCode === KILLED
        ? 'it was killed'
        : `exit code ${state.ExitCode}`;
    return new EnvironmentError(`the container has ended: ${why}\n${log}`.trim(), {
      code: 'CONTAINER_ENDED',
      hint: 'Start again. Its data is in memory; if memory is short, give the engine more.',
    });
  } catch (error) {
    return new EnvironmentError(`the container engine does not answer: ${messageOf(error)}`, {
      code: 'NO_CONTAINER_ENGINE',
      hint: 'Start the engine, then try again. The next start removes what is left of the container.',
    });
  }
}

/** The HTTP status of an error of the engine's API. */
export function statusOf(error: unknown): unknown {
  return isObject(error) || error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
}

/** The last lines of a container's log; empty without a container or a log. */
export async function endOfLog(engine: Engine, name: string): Promise<string> {
  let text = '';
  try {
    const log = await engine.api.getContainer(name).logs({ stdout: true, stderr: true, tail: 10 });
    // Each piece has a header of eight bytes: the stream, three zeros, the length. https://docs.docker.com/reference/api/engine/
    for (let at = 0, end = 0; at < log.length; at = end) {
      end = at + 8 + log.readUInt32BE(at + 4);
      text += log.toString('utf8', at + 8, end);
    }
  } catch {
    // A missing log must not hide the original error.
  }
  return text;
}
