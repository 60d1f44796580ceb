import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { ElementalError, EnvironmentError, messageOf } from '../../support/errors.ts';
import { isObject, parseShape } from '../../support/json.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../../support/process-identity.ts';
import type { ContainerOutput } from './container-output.ts';
import type { Engine } from './engine.ts';

/** The label of our containers; its value is the owner process. */
const OWNER_LABEL = 'elementaldb.owner';

/** The label of containers that keep running after their owner. */
const DETACHED_LABEL = 'elementaldb.detached';

/** A unique name; by its form a sweep recognizes it. */
export function newContainerName(): string {
  return `elementaldb-${randomBytes(8).toString('hex')}`;
}

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

/** The containers that this process has asked for and that end with it. */
const own = new Map<string, { engine: Engine; created: Promise<unknown> }>();

/** Remembers a container of this process until `removeContainer` or `disownContainer`. */
export function trackContainer(engine: Engine, name: string, created: Promise<unknown>): void {
  own.set(name, { engine, created });
}

/** The container outlives this process. */
export function disownContainer(name: string): void {
  own.delete(name);
}

/**
 * Removes the containers of this process. One that the engine is creating is waited for: it does not end with this process
 * before it is started.
 *
 * @returns whether all are gone
 */
export async function abandonContainers(): Promise<boolean> {
  let gone = true;
  // Work that is still going on may create another one.
  while (own.size > 0) {
    const removed = [...own].map(async ([name, { engine, created }]) => {
      await created.catch(() => undefined);
      await removeContainer(engine, name);
    });
    const results = await Promise.allSettled(removed);
    gone &&= results.every(({ status }) => status === 'fulfilled');
  }
  return gone;
}

/**
 * Removes a container with its volumes, or waits until the engine has. Does nothing if it is gone.
 *
 * @throws EnvironmentError `CONTAINER_FAILED`
 */
export async function removeContainer(engine: Engine, name: string): Promise<void> {
  own.delete(name);
  try {
    await engine.api.getContainer(name).remove({ force: true, v: true });
  } catch (error) {
    const status = statusOf(error);
    if (status === 409) {
      // The engine is removing it.
      await engine.api
        .getContainer(name)
        .wait({ condition: 'removed' })
        .catch(() => undefined);
    } else if (status !== 404) {
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
  try {
    return (await engine.api.getContainer(name).inspect()).State.Running;
  } catch (error) {
    if (statusOf(error) === 404) {
      return false;
    }
    throw error;
  }
}

/** Why a container ended without an exit code of its own. */
export const ENDED_FROM_OUTSIDE = 'it was stopped, killed or removed';

/** Milliseconds until the engine reports that a container has ended. */
const NOTICED_WITHIN = 3_000;

/** Why the server of a container does not answer; undefined if the container runs. */
export async function whyGone(engine: Engine, output: ContainerOutput): Promise<EnvironmentError | undefined> {
  const cancelled = new AbortController();
  const waited = sleep(NOTICED_WITHIN, undefined, { signal: cancelled.signal }).catch(() => undefined);
  await Promise.race([output.ended, waited]);
  cancelled.abort();
  return output.hasEnded() ? whyEnded(engine, output) : engineLoss(engine);
}

/** Waits until a container has ended, and says why. */
export async function whyEnded(engine: Engine, output: ContainerOutput): Promise<EnvironmentError> {
  await output.ended;
  const lost = await engineLoss(engine);
  if (lost !== undefined) {
    return lost;
  }
  const exitCode = output.exitCode();
  // The log does not explain an end from outside.
  const why = exitCode === undefined ? ENDED_FROM_OUTSIDE : `exit code ${exitCode}\n${output.tail()}`.trim();
  return new EnvironmentError(`the container has ended: ${why}`, {
    code: 'CONTAINER_ENDED',
    hint: 'Start again. Its data is in memory; if memory is short, give the engine more.',
  });
}

/** Why the engine does not answer; undefined if it does. */
export async function engineLoss({ api }: Engine, cause?: unknown): Promise<EnvironmentError | undefined> {
  try {
    await api.ping();
    return undefined;
  } catch (error) {
    return new EnvironmentError(`the container engine does not answer: ${messageOf(error)}`, {
      code: 'NO_CONTAINER_ENGINE',
      hint: 'Start the engine, then try again. The next start removes what is left of the container.',
      cause: cause ?? error,
    });
  }
}

/** Runs `work` with an engine. An error of the engine's client says that the engine is gone, if it is. */
export async function withEngineLossCheck<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ElementalError ? error : ((await engineLoss(engine, error)) ?? error);
  }
}

/** The HTTP status of an error of the engine's API. */
export function statusOf(error: unknown): unknown {
  return isObject(error) || error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
}
