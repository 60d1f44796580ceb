import { setTimeout as sleep } from 'node:timers/promises';

import {
  claimRecord,
  readRecords,
  type ClaimedRecord,
  type RecordPurpose,
  type ServerRecord,
} from '../servers/registry.ts';
import type { ServerKind } from '../servers/server.ts';
import { sweepServers } from '../servers/sweep.ts';
import { EnvironmentError, codeOf } from '../support/errors.ts';
import { stateFolder } from '../support/folders.ts';
import { contentHash } from '../support/hash.ts';
import { ownIdentity } from '../support/process-identity.ts';
import { packageVersion } from '../support/tool-version.ts';

export interface NamedServer<T> {
  name: string;
  kind: ServerKind;
  purpose?: RecordPurpose;
  /** How long another process may take to start it, in milliseconds; `Infinity` waits as long as that process lives. */
  timeoutMs: number;
  /** Uses the server of a record; undefined while it starts, and when it is about to end. */
  join: (record: ServerRecord) => T | undefined;
  start: (claimed: ClaimedRecord) => Promise<T>;
}

/**
 * Uses a server that several processes share under a name. The process that claims the name first starts it, the others
 * wait.
 *
 * @throws EnvironmentError `SERVER_NOT_READY`; the errors of `start`
 */
export async function joinOrStart<T>(wanted: NamedServer<T>): Promise<T> {
  const { name, timeoutMs, join, start } = wanted;
  const state = stateFolder();
  for (const begun = Date.now(); Date.now() - begun < timeoutMs; await sleep(5)) {
    await sweepServers(state); // Removes the record of a server that has ended.
    const record = readRecords(state).find((each) => each.name === name);
    const claimed = record === undefined ? claimIfFree(state, wanted) : undefined;
    const used = record === undefined ? claimed && (await startOrRelease(claimed, start)) : join(record);
    if (used !== undefined) {
      return used;
    }
  }
  throw new EnvironmentError(`the server "${name}" was not ready within ${timeoutMs / 1000} s`, {
    code: 'SERVER_NOT_READY',
    hint: `Stop it and try again: elementaldb stop --name ${name}`,
  });
}

/** The same name for processes of this machine that ask for the same server; a home folder may be on several machines. */
export function sharedName(
  prefix: string,
  settings: Readonly<Record<string, string>> | undefined,
  others: readonly unknown[],
): string {
  const sorted = new URLSearchParams(settings);
  sorted.sort();
  const parts = [packageVersion(), ownIdentity().place, ...others.map(String), sorted.toString()];
  return `${prefix}-${contentHash(parts).slice(0, 12)}`;
}

/** Undefined when another process was quicker. */
function claimIfFree<T>(state: string, { kind, name, purpose }: NamedServer<T>): ClaimedRecord | undefined {
  try {
    return claimRecord(state, kind, name, purpose);
  } catch (error) {
    if (codeOf(error) === 'NAME_TAKEN') {
      return undefined;
    }
    throw error;
  }
}

async function startOrRelease<T>(claimed: ClaimedRecord, start: (claimed: ClaimedRecord) => Promise<T>): Promise<T> {
  try {
    return await start(claimed);
  } catch (error) {
    claimed.release();
    throw error;
  }
}
