import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { probeTcp } from '../support/probe-tcp.ts';
import { identityOf, livenessOf, type ProcessIdentity } from '../support/process-identity.ts';
import { isRunning, removeContainer, sweepContainers } from './docker/containers.ts';
import { openEngine } from './docker/engine.ts';
import { notedPid } from './embedded/supervisor.ts';
import { isDead, ownRecords, readRecords, removeRecord, type ServerRecord } from './registry.ts';

/** How long a server may take to end after SIGQUIT before it gets SIGKILL. */
const TIMEOUT_MS = 5_000;

/**
 * Ends what dead processes have left on this machine: their servers, containers, run folders and records. Servers whose
 * owner lives, or lives in another process table, are not touched. Returns the names of what was swept.
 */
export async function sweepServers(state: string): Promise<string[]> {
  const records = readRecords(state);
  const dead = [...records.filter(isDead), ...(await withoutContainer(records.filter(isDetachedContainer)))];
  if (dead.some(({ kind }) => kind === 'docker')) {
    await sweepDeadContainers();
  }
  // What cannot be removed now must not keep anybody from working; its record stays for the next sweep.
  const ended = await Promise.allSettled(dead.map((record) => endServer(state, record)));
  return dead.filter((_, index) => ended[index]?.status === 'fulfilled').map(({ name }) => name);
}

function isDetachedContainer({ kind, detached, owner }: ServerRecord): boolean {
  // Of another machine's engine nothing can be said here.
  return kind === 'docker' && detached && livenessOf(owner) !== 'unknown';
}

/** Those whose container has been ended or removed by somebody else, e.g. by a restart of the engine. */
async function withoutContainer(records: readonly ServerRecord[]): Promise<ServerRecord[]> {
  // Whoever answers is there: the engine, which takes long to load, is asked about the others only.
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
    const engine = await openEngine();
    const runs = await Promise.all(doubtful.map(({ container = '' }) => isRunning(engine, container)));
    return doubtful.filter((_, index) => runs[index] === false);
  } catch {
    return []; // The engine may come back, and the containers with it.
  }
}

/** As far as an engine answers; the next start of a container sweeps as well, by the labels of the containers. */
async function sweepDeadContainers(): Promise<void> {
  try {
    await sweepContainers(await openEngine());
  } catch {
    // No engine, no containers.
  }
}

/** Ends the server of a record and removes its folder and then the record. Doing it twice is harmless. */
export async function endServer(state: string, record: ServerRecord): Promise<void> {
  if (record.runFolder !== undefined && isRunFolder(record.runFolder)) {
    await endPostmaster(record.runFolder);
    rmSync(record.runFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
  if (record.container !== undefined && isContainerName(record.container)) {
    await removeContainer(await openEngine(), record.container);
  }
  removeRecord(state, record.name);
}

/** A record is a file that anything may have damaged: only what is named as `chooseRunFolder` names it is removed. */
function isRunFolder(path: string): boolean {
  return /^elementaldb-[0-9a-f]{12}$/.test(basename(path));
}

/** As `launchContainer` names it. */
function isContainerName(name: string): boolean {
  return /^elementaldb-[0-9a-f]{16}$/.test(name);
}

/**
 * Ends what this process has started, without waiting, for a process about to exit in the middle of a start. What does
 * not go at once is left to the supervisor, and its record to the next sweep.
 */
export function abandonServers(): void {
  for (const claimed of ownRecords()) {
    const { record } = claimed;
    if (record.kind !== 'embedded' && record.detached) {
      continue; // It may be ready, and by its record alone it can be stopped.
    }
    try {
      if (record.runFolder !== undefined) {
        const postmaster = postmasterIn(record.runFolder);
        if (postmaster !== undefined) {
          process.kill(postmaster.pid, 'SIGQUIT');
        }
        rmSync(record.runFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
      }
      claimed.release();
    } catch {
      // The next sweep finds it by its record.
    }
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
      return; // It has just ended.
    }
  }
}

/**
 * The server that runs in a folder. The pid noted there is believed only if its command line names the folder: after a
 * restart of the machine it may be anybody's.
 */
function postmasterIn(runFolder: string): ProcessIdentity | undefined {
  const pid = notedPid(join(runFolder, 'data'));
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
