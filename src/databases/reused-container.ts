import { setTimeout as sleep } from 'node:timers/promises';

import type { DockerOptions } from '../servers/docker/options.ts';
import { startDocker } from '../servers/docker/start.ts';
import { claimRecord, readRecords, type ClaimedRecord } from '../servers/registry.ts';
import type { ServerChoice } from '../servers/server-choice.ts';
import { sweepServers } from '../servers/sweep.ts';
import { EnvironmentError, UsageError, codeOf } from '../support/errors.ts';
import { stateFolder } from '../support/folders.ts';
import { contentHash } from '../support/hash.ts';
import { ownIdentity } from '../support/process-identity.ts';
import { packageVersion } from '../support/tool-version.ts';
import { describeServer } from './describe-server.ts';

/** How long another process may take to start the container, in milliseconds. */
const TIMEOUT_MS = 180_000;

/** Many runs may use it at once, each with many sessions, and none wants it to look into databases that come and go. */
const SETTINGS = { max_connections: '300', autovacuum: 'off' };

export interface ReuseOptions {
  server?: ServerChoice | undefined;
  /**
   * Whether a container stays for the next run, until it is stopped by name, and one that an earlier run has left is used.
   * It is then as a server that is not ours alone: databases are made and dropped on it, the rest is left as it is.
   */
  reuseContainer?: boolean | undefined;
}

interface Container {
  image?: string | undefined;
  user?: string | undefined;
  settings?: Readonly<Record<string, string>> | undefined;
  onProgress?: ((step: string) => void) | undefined;
}

/**
 * What to start with: the options as they are or, where a container is to be reused, with it as a server that exists.
 *
 * @throws the errors of `urlOfReusedContainer`
 */
export async function withReusedContainer<T extends ReuseOptions & Container>(options: T): Promise<T> {
  if (options.reuseContainer !== true) {
    return options;
  }
  const server: ServerChoice = { kind: 'existing', url: await urlOfReusedContainer(options) };
  return { ...options, server, image: undefined, user: undefined, settings: undefined, reuseContainer: undefined };
}

/**
 * The URL of a container that was left, or is started to be left.
 *
 * @throws UsageError `OPTION_NOT_FOR_SERVER`; the errors of `startDocker`; EnvironmentError `SERVER_NOT_READY`
 */
export async function urlOfReusedContainer(options: ReuseOptions & Container): Promise<string> {
  const { server, image, user, settings, onProgress } = options;
  if (server?.kind !== 'docker') {
    throw new UsageError('--reuse is for containers: others are started quickly, or are there already', {
      code: 'OPTION_NOT_FOR_SERVER',
      hint: 'Leave it out, or choose --server docker.',
    });
  }
  const state = stateFolder();
  const inOrder = new URLSearchParams(settings);
  inOrder.sort();
  const wanted = [packageVersion(), ownIdentity().place, String(image), String(user), inOrder.toString()];
  const name = `reused-${contentHash(wanted).slice(0, 12)}`;
  for (const begun = Date.now(); Date.now() - begun < TIMEOUT_MS; await sleep(50)) {
    await sweepServers(state); // Forgets one that somebody has ended.
    const record = readRecords(state).find((each) => each.name === name);
    if (record?.details !== undefined) {
      return record.details.url;
    }
    const claimed = record === undefined ? claim(state, name) : undefined;
    if (claimed !== undefined) {
      return startToStay(claimed, {
        image,
        user,
        settings: { ...SETTINGS, ...settings },
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    }
  }
  throw new EnvironmentError(`the container "${name}" did not get ready within ${TIMEOUT_MS / 1_000} s`, {
    code: 'SERVER_NOT_READY',
    hint: `Stop it and try again: elementaldb stop --name ${name}`,
  });
}

/** Undefined when another process was quicker. */
function claim(state: string, name: string): ClaimedRecord | undefined {
  try {
    return claimRecord(state, 'docker', name);
  } catch (error) {
    if (codeOf(error) === 'NAME_TAKEN') {
      return undefined;
    }
    throw error;
  }
}

async function startToStay(claimed: ClaimedRecord, options: DockerOptions): Promise<string> {
  try {
    const server = await startDocker(claimed, { ...options, detached: true });
    const details = describeServer(server, { name: claimed.record.name, database: 'postgres', version: null });
    claimed.update({ details });
    return details.url;
  } catch (error) {
    claimed.release();
    throw error;
  }
}
