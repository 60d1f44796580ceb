import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Which process on which machine. A pid alone is not enough: pids are reused, and two machines (or a container and its
 * host) may share a home folder without sharing their process tables.
 */
export interface ProcessIdentity {
  pid: number;
  /** When the process started, as the kernel counts it; the same pid with another value is another process. */
  startedAt: string;
  /** The process table the pid belongs to: host name and pid namespace. */
  place: string;
}

/** The identity of this very process. */
export function ownIdentity(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (identity === undefined) {
    throw new Error(`process ${process.pid} cannot read its own start time`);
  }
  return identity;
}

/** The identity of a running process of this machine, or undefined when there is none with that pid. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt, place: place() };
}

/** `unknown` when the process belongs to another machine's process table, which cannot be asked from here. */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.place !== place()) {
    return 'unknown';
  }
  return startTime(identity.pid) === identity.startedAt ? 'alive' : 'dead';
}

function startTime(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // proc_pid_stat(5): the command name, field 2, may hold spaces and brackets; the start time is field 22.
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

/** Names the current boot of the kernel (empty where the kernel does not tell), so that ticks of two boots differ. */
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
      // No namespaces on this platform: the host name alone says which process table.
    }
    knownPlace = `${hostname()} ${namespace}`.trim();
  }
  return knownPlace;
}
