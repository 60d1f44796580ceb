import { setTimeout as sleep } from 'node:timers/promises';

import { dropClaimed } from '../databases/create-database.ts';
import { useExisting } from '../servers/existing.ts';
import { isDead, readRecords, removeRecord, type ServerRecord } from '../servers/registry.ts';
import { endServer, sweepServers } from '../servers/sweep.ts';
import { EnvironmentError, UsageError, codeOf, withCleanup } from '../support/errors.ts';
import { stateFolder } from '../support/folders.ts';
import { livenessOf } from '../support/process-identity.ts';

/** The servers that run, oldest first; what dead processes left is swept on the way. */
export async function listServers(): Promise<ServerRecord[]> {
  const state = stateFolder();
  await sweepServers(state);
  return readRecords(state);
}

/**
 * Finds a running server by name.
 *
 * @throws UsageError `NO_SUCH_SERVER`, naming those that run; EnvironmentError `NOT_READY` while it starts
 */
export async function findServer(name: string): Promise<ServerRecord & Required<Pick<ServerRecord, 'details'>>> {
  const records = (await listServers()).filter((record) => !isDead(record));
  const record = records.find((each) => each.name === name);
  if (record === undefined) {
    const names = records.map((each) => each.name).join(', ');
    throw new UsageError(`no server named "${name}" is running`, {
      code: 'NO_SUCH_SERVER',
      hint:
        names === ''
          ? 'None is. Start one with "elementaldb start --detach".'
          : `Running: ${names}. Name one of them with --name.`,
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

/**
 * Stops a server by name. One that another process runs in front ends with its process, which is told to stop; the
 * result says what was done.
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
    removeRecord(state, record.name);
  } else {
    await endServer(state, record);
  }
  return record;
}

/** Stops all servers of this process table; those that run elsewhere are `left`. */
export async function stopAllServers(): Promise<{ stopped: ServerRecord[]; left: ServerRecord[] }> {
  const records = await listServers();
  const stopped: ServerRecord[] = [];
  for (const { name } of records.filter((record) => !isElsewhere(record))) {
    stopped.push(await stopServer(name));
  }
  return { stopped, left: records.filter(isElsewhere) };
}

/** Its pid is another process here, its folder another folder, and `localhost` another server. */
function isElsewhere({ owner }: ServerRecord): boolean {
  return livenessOf(owner) === 'unknown';
}

function runsElsewhere({ name, owner }: ServerRecord): EnvironmentError {
  return new EnvironmentError(`"${name}" was started on another machine or in another container (${owner.place})`, {
    code: 'RUNS_ELSEWHERE',
    hint: `Stop it there. Once that is gone for good, remove servers/${name}.json in ${stateFolder()}.`,
  });
}

/** A record is removed by whoever drops the database, once that has succeeded. */
function nothing(): void {}

/** Drops what was made for a record on a server that is not ours, if it is still what we made. */
async function dropItsDatabases(record: ServerRecord): Promise<void> {
  if (record.serverUrl === undefined) {
    return; // It died before it looked at the server.
  }
  const server = await useExisting({ record, update: nothing, release: nothing }, record.serverUrl);
  await withCleanup(
    () => dropClaimed(server),
    () => server.stop(),
  );
}

const TIMEOUT_MS = 10_000;

async function askOwner(state: string, record: ServerRecord): Promise<void> {
  const { name, owner } = record;
  if (!tell(record)) {
    return finish(state, record);
  }
  for (const asked = Date.now(); isThere(state, record); await sleep(20)) {
    // A program of somebody's that uses the library ends of the signal, and its record stays.
    if (livenessOf(owner) === 'dead') {
      return finish(state, record);
    }
    if (Date.now() - asked > TIMEOUT_MS) {
      throw new EnvironmentError(`process ${owner.pid}, which runs "${name}", does not stop it`, {
        code: 'STILL_RUNNING',
        hint: `End that process: kill -9 ${owner.pid}. The next command sweeps what it leaves.`,
      });
    }
  }
}

/** Asks the owner to end; false if it has ended. A pid is nobody's for ever, so it is looked at once more. */
function tell({ name, owner }: ServerRecord): boolean {
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

/** Does what an owner that has died has left to do. */
async function finish(state: string, record: ServerRecord): Promise<void> {
  if (record.kind === 'existing') {
    await dropItsDatabases(record);
  }
  await sweepServers(state);
}
