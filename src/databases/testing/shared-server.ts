import { setTimeout as sleep } from 'node:timers/promises';

import { startEmbedded, type EmbeddedOptions } from '../../servers/embedded/start.ts';
import { joinUsers } from '../../servers/embedded/users.ts';
import { claimRecord, readRecords, type ServerRecord } from '../../servers/registry.ts';
import { sweepServers } from '../../servers/sweep.ts';
import { EnvironmentError, codeOf } from '../../support/errors.ts';
import { stateFolder } from '../../support/folders.ts';
import { contentHash } from '../../support/hash.ts';
import { ownIdentity } from '../../support/process-identity.ts';
import { packageVersion } from '../../support/tool-version.ts';
import { describeServer } from '../describe-server.ts';
import type { TestServerDescription } from './description.ts';

/** How long another process may take to start the server, in milliseconds. */
const TIMEOUT_MS = 120_000;

const POLL_MS = 5;

/** Many databases, each with sessions of its own. */
const SETTINGS = {
  max_connections: '300',
  // It would look into each copy in turn, and stand in the way of whoever copies or drops it.
  autovacuum: 'off',
};

export interface SharedServer {
  description: TestServerDescription;
  /** Gives up this process's share; the server ends seconds after the last one has gone. */
  leave(): void;
}

export interface SharedServerOptions extends Omit<EmbeddedOptions, 'detached' | 'shared' | 'port'> {
  /** Whatever else keeps processes from sharing a server. */
  apart?: string | undefined;
}

/**
 * Joins the embedded server that all processes of this user on this machine share for their tests, or starts it. It is
 * theirs together: it ends when the last of them has gone, in whatever way.
 *
 * @throws the errors of `startEmbedded`; EnvironmentError `SERVER_NOT_READY`
 */
export async function joinSharedServer({ apart = '', ...options }: SharedServerOptions): Promise<SharedServer> {
  const state = stateFolder();
  const name = sharedName(options, apart);
  for (const begun = Date.now(); Date.now() - begun < TIMEOUT_MS; await sleep(POLL_MS)) {
    await sweepServers(state);
    const record = readRecords(state).find((each) => each.name === name);
    const joined = record === undefined ? await startAs(state, name, apart, options) : join(record, apart);
    if (joined !== undefined) {
      return joined;
    }
  }
  throw new EnvironmentError(`the server "${name}" for tests did not get ready within ${TIMEOUT_MS / 1000} s`, {
    code: 'SERVER_NOT_READY',
    hint: `Stop it and try again: elementaldb stop --name ${name}`,
  });
}

/** The same for processes that want the same server; another for those of another machine that share the home folder. */
function sharedName({ major, pgBin, user, settings }: EmbeddedOptions, apart: string): string {
  const inOrder = new URLSearchParams(settings);
  inOrder.sort();
  const wanted = [String(major), String(pgBin), String(user), inOrder.toString(), apart];
  return `test-${contentHash([packageVersion(), ownIdentity().place, ...wanted]).slice(0, 12)}`;
}

/** Undefined while it is being started, and when it is about to end. */
function join({ details, runFolder }: ServerRecord, apart: string): SharedServer | undefined {
  const share = details === undefined || runFolder === undefined ? undefined : joinUsers(runFolder);
  return share === undefined || details === undefined || runFolder === undefined
    ? undefined
    : { description: describe(details.url, runFolder, apart), leave: () => share.leave() };
}

/** Undefined when another process was quicker. */
async function startAs(
  state: string,
  name: string,
  apart: string,
  options: EmbeddedOptions,
): Promise<SharedServer | undefined> {
  const claimed = claim(state, name);
  if (claimed === undefined) {
    return undefined;
  }
  try {
    const settings = { ...SETTINGS, ...options.settings };
    const server = await startEmbedded(claimed, { ...options, settings, shared: true });
    const details = describeServer(server, { name, database: 'postgres', version: null });
    claimed.update({ details });
    return {
      description: describe(details.url, claimed.record.runFolder ?? '', apart),
      leave: () => void server.stop(),
    };
  } catch (error) {
    claimed.release();
    throw error;
  }
}

function claim(state: string, name: string): ReturnType<typeof claimRecord> | undefined {
  try {
    return claimRecord(state, 'embedded', name);
  } catch (error) {
    if (codeOf(error) === 'NAME_TAKEN') {
      return undefined;
    }
    throw error;
  }
}

function describe(url: string, socketFolder: string, apart: string): TestServerDescription {
  return { kind: 'embedded', url, socketFolder, apart, claim: '' };
}
