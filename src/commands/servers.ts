import { setTimeout as sleep } from 'node:timers/promises';

import { dropClaimed } from '../databases/sweep-databases.ts';
import { useExisting } from '../servers/existing.ts';
import { isDead, readRecords, removeRecord, type ServerRecord } from '../servers/registry.ts';
import { endServer, sweepServers } from '../servers/sweep.ts';
import { EnvironmentError, UsageError, codeOf, messageOf, withCleanup } from '../support/errors.ts';
import { stateFolder } from '../support/folders.ts';
import { livenessOf } from '../support/process-identity.ts';

/** Sweeps what dead processes have left, and lists the running servers, oldest first. */
export async function listServers(): Promise<ServerRecord[]> {
  const state = stateFolder();
  await sweepServers(state);
  return readRecords(state);
}

/**
 * Finds a running server by name.
 *
 * @throws UsageError `NO_SUCH_SERVER` with the names of those that run; EnvironmentError `NOT_READY` while it starts
 */
export async function findServer(name: string): Promise<ServerRecord & Required<Pick<ServerRecord, 'details'>>> {
  const records = (await listServers()).filter((record) => !isDead(record));
  const record = records.find((each) => each.name === name);
  if (record === undefined) {
    // Those for test databases end with their tests.
    const names = records.flatMap(({ name: each, forTests }) => (forTests === true ? [] : [each])).join(', ');
    throw new UsageError(`no server named "${name}" is running`, {
      code: 'NO_SUCH_SERVER',
      hint:
        names === ''
          ? 'Start one with "elementaldb start --detach".'
          : `Start it with "elementaldb start --detach", or choose a running server by --name: ${names}.`,
    });
  }
  const { details } = record;
  if (details === undefined) {
    throw new EnvironmentError(`the server "${name}" is still starting`, {
      code: 'NOT_READY',
      hint: 'Wait a moment and try again.',
    });
  }
  return { ...record, details };
}

/** The URL of a running server's superuser, for commands that write or create databases. Throws as `findServer`. */
export async function superuserUrlOf(name: string): Promise<string> {
  const { url, superuserUrl = url } = (await findServer(name)).details;
  return superuserUrl;
}

/**
 * Stops a server by name. If another process runs it in the foreground, that process is asked to end.
 *
 * @throws UsageError `NO_SUCH_SERVER`; EnvironmentError `RUNS_ELSEWHERE`, `STILL_RUNNING`, `MAY_NOT_STOP`
 */
export async function stopServer(name: string): Promise<ServerRecord> {
  const state = stateFolder();
  const records = await listServers();
  const record = records.find((each) => each.name === name) ?? (await findServer(name));
  if (isElsewhere(record)) {
    throw runsElsewhere(record);
  }
  if (!record.detached) {
    await askOwner(state, record);
  } else if (record.kind === 'existing') {
    await dropItsDatabases(record);
    removeRecord(state, record);
  } else {
    await endServer(state, record);
  }
  return record;
}

/** What `stopAllServers` did. */
export interface StoppedServers {
  stopped: ServerRecord[];
  /** Those that could not be stopped, and why. */
  failed: { record: ServerRecord; error: unknown }[];
  /** Those that run elsewhere. */
  left: ServerRecord[];
  /** Those that serve tests. */
  spared: ServerRecord[];
}

/** Stops all servers of this machine or container, by default except those that serve tests. */
export async function stopAllServers({ includeTestServers = false } = {}): Promise<StoppedServers> {
  const records = await listServers();
  const here = records.filter((record) => !isElsewhere(record));
  const spared = includeTestServers ? [] : here.filter(({ forTests }) => forTests === true);
  const stopped: ServerRecord[] = [];
  const failed: StoppedServers['failed'] = [];
  for (const record of here.filter((each) => !spared.includes(each))) {
    try {
      stopped.push(await stopServer(record.name));
    } catch (error) {
      // Another process may have stopped it.
      if (codeOf(error) !== 'NO_SUCH_SERVER') {
        failed.push({ record, error });
      }
    }
  }
  return { stopped, failed, left: records.filter(isElsewhere), spared };
}

/** Elsewhere its pid, folder and `localhost` mean something different. */
function isElsewhere({ owner }: ServerRecord): boolean {
  return livenessOf(owner) === 'unknown';
}

export function runsElsewhere({ name, owner }: ServerRecord): EnvironmentError {
  return new EnvironmentError(`"${name}" was started on another machine or in another container (${owner.place})`, {
    code: 'RUNS_ELSEWHERE',
    hint: `Stop it there. If that machine no longer exists, remove servers/${name}.json in ${stateFolder()}.`,
  });
}

function serverGone({ name }: ServerRecord, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot drop the database of "${name}": ${messageOf(cause)}`, {
    code: 'CANNOT_CONNECT',
    hint: `Start its server. If that server no longer exists, remove servers/${name}.json in ${stateFolder()}.`,
    cause,
  });
}

/** The caller removes the record once the database is dropped. */
function nothing(): void {}

/** Drops the database of a record on a server that we did not start, if it is still the one that we created. */
async function dropItsDatabases(record: ServerRecord): Promise<void> {
  if (record.serverUrl === undefined) {
    return; // It died before it reached the server.
  }
  const server = await useExisting({ record, update: nothing, release: nothing }, record.serverUrl).catch(
    (error: unknown) => {
      throw codeOf(error) === 'CANNOT_CONNECT' ? serverGone(record, error) : error;
    },
  );
  await withCleanup(
    () => dropClaimed(server),
    () => server.stop(),
  );
}

const TIMEOUT_MS = 10_000;

async function askOwner(state: string, record: ServerRecord): Promise<void> {
  const { name, owner } = record;
  if (!askToEnd(record)) {
    return cleanUpAfter(state, record);
  }
  for (const asked = Date.now(); isThere(state, record); await sleep(20)) {
    // A program that uses the library ends by the signal, and its record stays.
    if (livenessOf(owner) === 'dead') {
      return cleanUpAfter(state, record);
    }
    if (Date.now() - asked > TIMEOUT_MS) {
      throw new EnvironmentError(`process ${owner.pid}, which runs "${name}", does not stop it`, {
        code: 'STILL_RUNNING',
        hint: `End that process: kill -9 ${owner.pid}. The next command sweeps what it leaves.`,
      });
    }
  }
}

/** Asks the owner to end; false if it has ended. Its identity is checked again, since pids are reused. */
function askToEnd({ name, owner }: ServerRecord): boolean {
  if (livenessOf(owner) !== 'alive') {
    return false;
  }
  try {
    return process.kill(owner.pid, 'SIGTERM');
  } catch (error) {
    if (codeOf(error) === 'ESRCH') {
      return false;
    }
    throw new EnvironmentError(`this user may not stop process ${owner.pid}, which runs "${name}"`, {
      code: 'MAY_NOT_STOP',
      hint: 'Stop it as the user who started it.',
      cause: error,
    });
  }
}

function isThere(state: string, record: ServerRecord): boolean {
  return readRecords(state).some(({ name, createdAt }) => name === record.name && createdAt === record.createdAt);
}

/** Cleans up for an owner that has died. */
async function cleanUpAfter(state: string, record: ServerRecord): Promise<void> {
  if (record.kind === 'existing') {
    await dropItsDatabases(record);
  }
  await sweepServers(state);
}
