import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Identifies a process. A pid alone is not enough: pids are reused, and two machines, or a container and its host, may
 * share a home folder but not their process tables.
 */
export interface ProcessIdentity {
  pid: number;
  /** The start time in kernel units; the same pid with another start time is another process. */
  startedAt: string;
  /** The process table of the pid: host name and pid namespace. */
  place: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (identity === undefined) {
    throw new Error(`process ${process.pid} cannot read its own start time`);
  }
  return identity;
}

/** The identity of a running process of this machine; undefined without a process with that pid. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt, place: place() };
}

/** Whether a process runs; `unknown` for a process in another process table. */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.place !== place()) {
    return 'unknown';
  }
  return startTime(identity.pid) === identity.startedAt ? 'alive' : 'dead';
}

function startTime(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // proc_pid_stat(5): the command name, field 2, may contain spaces and parentheses; the start time is field 22.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [state, ticks] = [fields[0], fields[19]];
      return state === 'Z' || state === 'X' || ticks === undefined ? undefined : `${bootIdentity()}/${ticks}`;
    }
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return started.trim() === '' ? undefined : started.trim();
  } catch {
    return undefined;
  }
}

let knownBoot: string | undefined;

/** Identifies the current boot, so that start times of two boots differ; empty if the kernel does not provide it. */
function bootIdentity(): string {
  if (knownBoot === undefined) {
    try {
      knownBoot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    } catch {
      knownBoot = '';
    }
  }
  return knownBoot;
}

let knownPlace: string | undefined;

function place(): string {
  if (knownPlace === undefined) {
    let namespace = '';
    try {
      namespace = readlinkSync('/proc/self/ns/pid');
    } catch {
      // Without namespaces the host name identifies the process table.
    }
    knownPlace = `${hostname()} ${namespace}`.trim();
  }
  return knownPlace;
}
