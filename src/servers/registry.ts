import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

import { EnvironmentError, UsageError, codeOf, messageOf } from '../support/errors.ts';
import { parseShape, type Shape } from '../support/json.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../support/process-identity.ts';
import type { ServerKind } from './server.ts';

const FORMAT = 1;

const RECORD: Shape<ServerRecord> = {
  format: 'number',
  name: 'string',
  kind: 'string',
  owner: 'object',
  detached: 'boolean',
  createdAt: 'string',
  runFolder: 'string?',
  serverUrl: 'string?',
  container: 'string?',
  details: 'object?',
};

/** What is noted of a server before it exists, so that whatever happens somebody can find it and clean up. */
export interface ServerRecord {
  format: number;
  name: string;
  kind: ServerKind;
  /** The server is to end when this process does: the one that started it or, detached, its postmaster. */
  owner: ProcessIdentity;
  detached: boolean;
  createdAt: string;
  /** Everything the embedded server keeps on disk. */
  runFolder?: string;
  /** The URL by which an existing server was named. */
  serverUrl?: string;
  /** The name of a container that outlives its process. */
  container?: string;
  /** What a person or a script needs to use it; there once the server is ready. */
  details?: ServerDetails;
}

/** How to reach a started server, as `start --json` prints it. */
export interface ServerDetails {
  name: string;
  url: string;
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** `18.4` */
  version: string;
  server: ServerKind;
  /** The data directory of an embedded server, else null. */
  dataDirectory: string | null;
  /** The process whose end is the server's end: the postmaster of an embedded server, else null. */
  pid: number | null;
  /** The version in the ledger, as text past 2^53; null before the first migration. */
  migrationVersion: number | string | null;
}

/** A record that this process has made and may change. */
export interface ClaimedRecord {
  readonly record: Readonly<ServerRecord>;
  update(change: Partial<Omit<ServerRecord, 'format' | 'name' | 'kind'>>): void;
  /** Removes the record; the last step of stopping. */
  release(): void;
}

/**
 * Takes a name for a server about to be started; an unnamed one gets a name that nobody else has. The file appears
 * whole and exclusively, by a link: of two processes asking for a name at once one gets it, and one that is killed or
 * finds the disk full in the middle of writing leaves nothing that would keep the name for ever.
 *
 * @throws UsageError `NAME_TAKEN` when a server of that name is running, `BAD_NAME` when it is no name;
 *   EnvironmentError `RECORD_NOT_WRITTEN`
 */
export function claimRecord(state: string, kind: ServerKind, name?: string): ClaimedRecord {
  if (name !== undefined && !isServerName(name)) {
    throw new UsageError(`"${name}" is no name for a server`, {
      code: 'BAD_NAME',
      hint: 'Use up to 63 letters, digits, dots, hyphens and underscores.',
    });
  }
  const record: ServerRecord = {
    format: FORMAT,
    name: name ?? `unnamed-${process.pid}-${randomBytes(4).toString('hex')}`,
    kind,
    owner: ownIdentity(),
    detached: false,
    createdAt: new Date().toISOString(),
  };
  const file = recordFile(state, record.name);
  try {
    placeFile(file, JSON.stringify(record), linkExclusively);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw cannotWrite(state, error);
    }
    throw new UsageError(`a server named "${record.name}" is running`, {
      code: 'NAME_TAKEN',
      hint: `Use it ("elementaldb url --name ${record.name}"), stop it, or choose another --name.`,
      cause: error,
    });
  }
  let current = record;
  const claimed: ClaimedRecord = {
    get record() {
      return current;
    },
    update(change) {
      current = { ...current, ...change };
      try {
        placeFile(file, JSON.stringify(current), renameSync);
      } catch (error) {
        throw cannotWrite(state, error);
      }
    },
    release() {
      claimedHere.delete(claimed);
      // Whoever stopped a detached server has removed it already, and by now it may be another's.
      if ((readRecord(file) ?? record).createdAt === record.createdAt) {
        rmSync(file, { force: true });
      }
    },
  };
  claimedHere.add(claimed);
  return claimed;
}

const claimedHere = new Set<ClaimedRecord>();

/** The records that this process has claimed and not released. */
export function ownRecords(): ClaimedRecord[] {
  return [...claimedHere];
}

/** Whether a text can name a server: it becomes a file name. */
function isServerName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u.test(name);
}

/** A name for the servers of a project: that of its folder, with what a name cannot hold replaced. */
export function nameForFolder(folder: string): string {
  const name = basename(folder)
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 63);
  return name === '' ? 'default' : name;
}

/** All records, oldest first; files that are not records of this format are left out and left alone. */
export function readRecords(state: string): ServerRecord[] {
  return readdirSync(recordsFolder(state))
    .filter((file) => file.endsWith('.json'))
    .map((file) => readRecord(join(recordsFolder(state), file)))
    .filter((record) => record !== undefined)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Whether the server of a record can still be there, as far as this machine can tell. */
export function isDead(record: ServerRecord): boolean {
  // A detached database on a server that is not ours, or a detached container, belongs to no process: it stays until it
  // is stopped.
  return !(record.kind !== 'embedded' && record.detached) && livenessOf(record.owner) === 'dead';
}

/** Removes a record that another process has made. */
export function removeRecord(state: string, name: string): void {
  rmSync(recordFile(state, name), { force: true });
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    const record = parseShape(readFileSync(file, 'utf8'), RECORD);
    return record?.format === FORMAT ? record : undefined;
  } catch {
    return undefined; // Just removed, or being claimed at this moment.
  }
}

function recordFile(state: string, name: string): string {
  return join(recordsFolder(state), `${name}.json`);
}

function recordsFolder(state: string): string {
  const folder = join(state, 'servers');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Writes beside the file, then gives it its name in one step; readers see all of it or nothing. */
function placeFile(file: string, content: string, place: (from: string, to: string) => void): void {
  const next = `${file}.${process.pid}.next`;
  try {
    writeFileSync(next, content, { mode: 0o600 });
    place(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}

function linkExclusively(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw error;
    }
    // File systems without links, e.g. shared folders of virtual machines.
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

function cannotWrite(state: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot note the server in ${state}: ${messageOf(cause)}`, {
    code: 'RECORD_NOT_WRITTEN',
    hint: 'Free some space, or name another folder with ELEMENTALDB_STATE.',
    cause,
  });
}
