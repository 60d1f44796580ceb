import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { probeTcp } from '../support/probe-tcp.ts';
import { identityOf, livenessOf, type ProcessIdentity } from '../support/process-identity.ts';
import { abandonContainers, isRunning, removeContainer, sweepContainers } from './docker/containers.ts';
import { openEngine } from './docker/engine.ts';
import { recordedPid } from './embedded/supervisor.ts';
import { isDead, ownRecords, readRecords, removeRecord, type ClaimedRecord, type ServerRecord } from './registry.ts';

/** How long a server has to stop after SIGQUIT before it gets SIGKILL. */
const TIMEOUT_MS = 5_000;

/**
 * Removes what dead processes left on this machine: servers, containers, run folders and records. Servers whose owner is
 * alive, or runs in another process table, stay. Returns the names of the removed servers.
 */
export async function sweepServers(state: string): Promise<string[]> {
  const records = readRecords(state);
  const dead = [...records.filter(isDead), ...(await withoutContainer(records.filter(isDetachedContainer)))];
  if (dead.some(({ kind }) => kind === 'docker')) {
    await sweepDeadContainers();
  }
  // A server that cannot be removed now does not stop the caller; its record stays for the next sweep.
  const ended = await Promise.allSettled(dead.map((record) => endServer(state, record)));
  return dead.filter((_, index) => ended[index]?.status === 'fulfilled').map(({ name }) => name);
}

function isDetachedContainer({ kind, detached, owner }: ServerRecord): boolean {
  // The engine of another machine cannot be asked here.
  return kind === 'docker' && detached && livenessOf(owner) !== 'unknown';
}

/** For what the next run can do as well. */
const NO_LONG_WAIT = { timeout: 10_000 };

/** Records whose container was stopped or removed, for example by a restart of the engine. */
async function withoutContainer(records: readonly ServerRecord[]): Promise<ServerRecord[]> {
  // A server that answers is running. Loading the engine's client is slow, so only the others are checked with it.
  const silent = await Promise.all(
    records.map(
      async ({ details }) =>
        details === undefined || (await probeTcp({ host: details.host, port: details.port })) !== undefined,
    ),
  );
  const doubtful = records.filter((_, index) => silent[index]);
  if (doubtful.length === 0) {
    return [];
  }
  try {
    const engine = await openEngine(NO_LONG_WAIT);
    const runs = await Promise.all(doubtful.map(({ container = '' }) => isRunning(engine, container)));
    return doubtful.filter((_, index) => runs[index] === false);
  } catch {
    return []; // The engine may restart with its containers.
  }
}

/** Does nothing without an engine; the next start of a container sweeps by label as well. */
async function sweepDeadContainers(): Promise<void> {
  try {
    await sweepContainers(await openEngine(NO_LONG_WAIT));
  } catch {
    // Without an engine there are no containers.
  }
}

/** Stops the server of a record and removes its folder, then the record. Idempotent. */
export async function endServer(state: string, record: ServerRecord): Promise<void> {
  if (record.runFolder !== undefined && isRunFolder(record.runFolder)) {
    await endPostmaster(record.runFolder);
    rmSync(record.runFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
  if (record.container !== undefined && isContainerName(record.container)) {
    await removeContainer(await openEngine(), record.container);
  }
  removeRecord(state, record);
}

/** A record may be damaged, so only folders with a name from `chooseRunFolder` are removed. */
function isRunFolder(path: string): boolean {
  return /^elementaldb-[0-9a-f]{12}$/.test(basename(path));
}

/** Whether it is a name from `newContainerName`. */
function isContainerName(name: string): boolean {
  return /^elementaldb-[0-9a-f]{16}$/.test(name);
}

/**
 * Stops the servers of this process except detached ones that are ready, for an exit during a start. Embedded servers are gone when this returns, containers when
 * it resolves. What does not end at once is stopped by the supervisor, and the next sweep removes its record.
 */
export async function abandonServers(): Promise<void> {
  const containers = abandonContainers();
  const withContainers: ClaimedRecord[] = [];
  for (const claimed of ownRecords()) {
    const { record } = claimed;
    if (record.detached && (record.kind !== 'embedded' || record.details !== undefined)) {
      continue; // It stays when it is ready, and only its record allows `stop`.
    }
    try {
      if (record.runFolder !== undefined) {
        const postmaster = postmasterIn(record.runFolder);
        if (postmaster !== undefined) {
          process.kill(postmaster.pid, 'SIGQUIT');
        }
        rmSync(record.runFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
      }
      if (record.kind === 'docker') {
        withContainers.push(claimed);
      } else {
        claimed.release();
      }
    } catch {
      // The next sweep finds it by its record.
    }
  }
  if (await containers) {
    withContainers.forEach((claimed) => claimed.release());
  }
}

async function endPostmaster(runFolder: string): Promise<void> {
  const identity = postmasterIn(runFolder);
  if (identity === undefined) {
    return;
  }
  const started = Date.now();
  for (let signal: NodeJS.Signals = 'SIGQUIT'; livenessOf(identity) === 'alive'; await sleep(5)) {
    if (Date.now() - started > TIMEOUT_MS) {
      signal = 'SIGKILL';
    }
    try {
      process.kill(identity.pid, signal);
    } catch {
      return; // It has ended.
    }
  }
}

/**
 * The server process of a run folder. Its recorded pid counts only if the process's command line contains the folder,
 * because after a restart of the machine the pid may belong to another process.
 */
function postmasterIn(runFolder: string): ProcessIdentity | undefined {
  const pid = recordedPid(join(runFolder, 'data'));
  const identity = pid === undefined ? undefined : identityOf(pid);
  return identity !== undefined && commandLine(identity.pid).includes(runFolder) ? identity : undefined;
}

function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
