import { dropDatabase, isOurs } from '../databases/create-database.ts';
import { useExisting } from '../servers/existing.ts';
import { isDead, readRecords, removeRecord, type ServerRecord } from '../servers/registry.ts';
import { endServer, sweepServers } from '../servers/sweep.ts';
import { EnvironmentError, UsageError } from '../support/errors.ts';
import { stateFolder } from '../support/folders.ts';

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
 */
export async function stopServer(name: string): Promise<ServerRecord> {
  const state = stateFolder();
  const records = await listServers();
  const record = records.find((each) => each.name === name) ?? (await findServer(name));
  if (record.kind === 'existing' && record.detached) {
    await dropDetached(state, record);
  } else if (record.detached) {
    await endServer(state, record);
  } else {
    await askOwner(state, record);
  }
  return record;
}

/** Drops what `start --detach` made on a server that is not ours, if it is still what we made. */
async function dropDetached(state: string, record: ServerRecord): Promise<void> {
  const { serverUrl, details } = record;
  if (serverUrl !== undefined && details !== undefined) {
    const release = (): void => removeRecord(state, record.name);
    const server = await useExisting({ record, update: () => undefined, release }, serverUrl);
    try {
      if (await isOurs(server, details.database)) {
        await dropDatabase(server, details.database);
      }
    } finally {
      await server.stop();
    }
  }
  removeRecord(state, record.name);
}

const PATIENCE = 10_000;

async function askOwner(state: string, record: ServerRecord): Promise<void> {
  process.kill(record.owner.pid, 'SIGTERM');
  const asked = Date.now();
  while (readRecords(state).some(({ name, createdAt }) => name === record.name && createdAt === record.createdAt)) {
    if (Date.now() - asked > PATIENCE) {
      throw new EnvironmentError(`process ${record.owner.pid}, which runs "${record.name}", does not stop it`, {
        code: 'STILL_RUNNING',
        hint: `End that process: kill -9 ${record.owner.pid}. The next command sweeps what it leaves.`,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
