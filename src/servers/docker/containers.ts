import { setTimeout as sleep } from 'node:timers/promises';

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
  return (await stateOf(engine, name))?.Running === true;
}

/** Undefined when there is no such container. */
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

/** Milliseconds in which the engine notices that a container has ended. */
const NOTICED_WITHIN = 3_000;

/** What has become of a container whose server does not answer; undefined when it runs all the same. */
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
      return new EnvironmentError('somebody has removed the container meanwhile', {
        code: 'CONTAINER_ENDED',
        hint: 'Start again.',
      });
    }
    // One that was killed has said nothing about it.
    const log = state.ExitCode === KILLED ? '' : await endOfLog(engine, name);
    const why = state.OOMKilled
      ? 'it had no memory left'
      : state.ExitCode === KILLED
        ? 'it was killed'
        : `exit code ${state.ExitCode}`;
    return new EnvironmentError(`the container has ended meanwhile: ${why}\n${log}`.trim(), {
      code: 'CONTAINER_ENDED',
      hint: 'Start again; its data was in memory, so give the engine more should there be too little of it.',
    });
  } catch (error) {
    return new EnvironmentError(`the container engine has gone meanwhile: ${messageOf(error)}`, {
      code: 'NO_CONTAINER_ENGINE',
      hint: 'Start the engine, and then this again; the next start removes what is left of the container.',
    });
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
