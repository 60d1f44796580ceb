import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { EnvironmentError, InvalidOptionError, UsageError, codeOf, messageOf } from '../support/errors.ts';
import { parseShape, type Shape } from '../support/json.ts';
import { linkExclusively } from '../support/publish.ts';
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
  folder: 'string?',
  forTests: 'boolean?',
  request: 'object?',
  details: 'object?',
};

/** The record of a server. It is written before the server starts, so that a later run can always find and remove it. */
export interface ServerRecord {
  format: number;
  name: string;
  kind: ServerKind;
  /** The server ends with this process: the one that started it or, for a detached server, its postmaster. */
  owner: ProcessIdentity;
  detached: boolean;
  createdAt: string;
  /** The folder with all files of an embedded server. */
  runFolder?: string;
  /** The URL of an existing server. */
  serverUrl?: string;
  /** The name of a container that does not end with its process. */
  container?: string;
  /** The working folder of the process that started it. */
  folder?: string;
  /** Whether it serves a test run, or several. */
  forTests?: boolean;
  /** What it was started with, if another `start --detach` may use it; by the name of the option. */
  request?: Readonly<Record<string, string>>;
  /** How to connect; present when the server is ready. */
  details?: ServerDetails;
}

/** What a record says from the beginning. */
export type RecordPurpose = Pick<ServerRecord, 'forTests' | 'request'>;

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
  /** The data directory of an embedded server, otherwise null. */
  dataDirectory: string | null;
  /** The postmaster's process id for an embedded server, otherwise null. */
  pid: number | null;
  /** The version in the ledger, as text past 2^53; null before the first migration. */
  migrationVersion: number | string | null;
  /** The superuser's URL, if `url` is that of a role which the migrations made. */
  superuserUrl?: string;
}

/** A record that this process created and can change. */
export interface ClaimedRecord {
  readonly record: Readonly<ServerRecord>;
  update(change: Partial<Omit<ServerRecord, 'format' | 'name' | 'kind'>>): void;
  /** Removes the record, as the last step of stopping. */
  release(): void;
}

/**
 * Reserves a name for a server before its start; without a name it gets a unique one. The complete file appears in one
 * step, by a link: only one of two processes gets a name, and a process that is killed while writing, or has no disk
 * space, does not block the name.
 *
 * @throws UsageError `NAME_TAKEN` if a server with this name is running; InvalidOptionError for an invalid name;
 *   EnvironmentError `RECORD_NOT_WRITTEN`
 */
export function claimRecord(
  state: string,
  kind: ServerKind,
  name?: string,
  purpose: RecordPurpose = {},
): ClaimedRecord {
  if (name !== undefined && !isServerName(name)) {
    throw new InvalidOptionError('name', {
      message: `invalid server name: "${name}"`,
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
    folder: process.cwd(),
    ...purpose,
  };
  const file = recordFile(state, record.name);
  try {
    placeFile(file, JSON.stringify(record), linkExclusively);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw cannotWrite(state, error);
    }
    throw new UsageError(`a server named "${record.name}" is already running`, {
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
      // Another process may have stopped a detached server and removed the record; a newer one must stay.
      if ((readRecord(file) ?? record).createdAt === record.createdAt) {
        rmSync(file, { force: true });
      }
    },
  };
  claimedHere.add(claimed);
  return claimed;
}

const claimedHere = new Set<ClaimedRecord>();

/** The records that this process has claimed but not released. */
export function ownRecords(): ClaimedRecord[] {
  return [...claimedHere];
}

/** Whether a text is a valid server name; it becomes a file name. */
function isServerName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,62}$/u.test(name);
}

/** The server name for a project: the name of its folder without invalid characters. */
export function nameForFolder(folder: string): string {
  const name = basename(folder)
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 63);
  return name === '' ? 'default' : name;
}

/** All records, oldest first; files in another format are ignored. */
export function readRecords(state: string): ServerRecord[] {
  return readdirSync(recordsFolder(state))
    .filter((file) => file.endsWith('.json'))
    .map((file) => readRecord(join(recordsFolder(state), file)))
    .filter((record) => record !== undefined)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Whether the server of a record is certainly gone. */
export function isDead(record: ServerRecord): boolean {
  // A detached container, or a detached database on an existing server, belongs to no process and stays until `stop`.
  return !(record.kind !== 'embedded' && record.detached) && livenessOf(record.owner) === 'dead';
}

/** Removes a record that another process created, unless a newer server has the name by now. */
export function removeRecord(state: string, { name, createdAt }: ServerRecord): void {
  const file = recordFile(state, name);
  if ((readRecord(file)?.createdAt ?? createdAt) === createdAt) {
    rmSync(file, { force: true });
  }
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    const record = parseShape(readFileSync(file, 'utf8'), RECORD);
    return record?.format === FORMAT ? record : undefined;
  } catch {
    return undefined; // It was removed meanwhile.
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

/** Writes a temporary file, then gives it its name in one step, so that readers never see a part of it. */
function placeFile(file: string, content: string, place: (from: string, to: string) => void): void {
  const next = `${file}.${process.pid}.next`;
  try {
    writeFileSync(next, content, { mode: 0o600 });
    place(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}

function cannotWrite(state: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot write the server record in ${state}: ${messageOf(cause)}`, {
    code: 'RECORD_NOT_WRITTEN',
    hint: 'Free some space, or set another folder in ELEMENTALDB_STATE.',
    cause,
  });
}
