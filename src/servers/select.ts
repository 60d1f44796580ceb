import * as v from 'valibot';

import { stateFolder } from '../support/folders.ts';
import { checkOptions } from '../support/check-options.ts';
import { InvalidOptionError } from '../support/errors.ts';
import { startDocker } from './docker/start.ts';
import { startEmbedded } from './embedded/start.ts';
import { useExisting } from './existing.ts';
import { claimRecord, type ClaimedRecord, type RecordPurpose } from './registry.ts';
import type { PostgresServer, ServerKind } from './server.ts';
import type { ServerChoice } from './server-choice.ts';
import { SERVER_OPTIONS, type StartServerOptions } from './server-options.ts';
import { sweepServers } from './sweep.ts';

export interface StartedServer {
  server: PostgresServer;
  /** @internal The record of the server; released when it stops. */
  claimed: ClaimedRecord;
}

/**
 * Removes what dead processes left, then starts the chosen server or connects to it.
 *
 * @throws InvalidOptionError, also for an option that this kind of server does not support; the errors of the server
 */
export async function startServer(options: StartServerOptions = {}): Promise<StartedServer> {
  checkOptions('startServer', v.strictObject(SERVER_OPTIONS), options);
  return startChecked(options);
}

/**
 * `startServer` for callers that checked their options; ignores others.
 *
 * @param of the record, if the caller has claimed it; otherwise what a new record says
 */
export async function startChecked(
  options: StartServerOptions,
  of: { claimed?: ClaimedRecord | undefined } & RecordPurpose = {},
): Promise<StartedServer> {
  const choice = options.server ?? { kind: 'embedded' };
  const { claimed = await claim(choice.kind, options.name, of) } = of;
  try {
    return { server: await start(choice, claimed, options), claimed };
  } catch (error) {
    claimed.release();
    throw error;
  }
}

async function claim(kind: ServerKind, name: string | undefined, { forTests }: RecordPurpose): Promise<ClaimedRecord> {
  const state = stateFolder();
  await sweepServers(state);
  return claimRecord(state, kind, name, forTests === undefined ? {} : { forTests });
}

async function start(
  choice: ServerChoice,
  claimed: ClaimedRecord,
  options: StartServerOptions,
): Promise<PostgresServer> {
  rejectUnsupported(choice.kind, options);
  switch (choice.kind) {
    case 'embedded':
      return startEmbedded(claimed, options);
    case 'docker':
      return startDocker(claimed, options);
    case 'existing':
      return useExisting(claimed, choice.url);
  }
}

interface Limits {
  label: string;
  /** Options that this kind of server does not support, with what to do instead. */
  options: Partial<Record<(typeof FLAGS)[number][0], string>>;
}

const FLAGS = [
  ['port', '--port'],
  ['pgBin', '--pg-bin'],
  ['major', '--postgres'],
  ['settings', '--set'],
  ['image', '--image'],
  ['user', '--user'],
] as const;

const VERSION_BY_IMAGE = 'Choose the version with --image, for example postgres:17.';
const IN_URL = 'Remove it; the URL contains user and port.';
const OF_SERVER = 'Remove it; the server runs already.';

const LIMITS: Record<ServerKind, Limits> = {
  embedded: { label: 'the embedded server', options: { image: 'Remove it, or use --server docker.' } },
  docker: {
    label: 'a container',
    options: {
      port: 'Remove it; the engine chooses a free port, which "elementaldb url" prints. For a fixed port: --server embedded.',
      pgBin: VERSION_BY_IMAGE,
      major: VERSION_BY_IMAGE,
    },
  },
  existing: {
    label: 'an existing server',
    options: { port: IN_URL, user: IN_URL, pgBin: OF_SERVER, major: OF_SERVER, settings: OF_SERVER, image: OF_SERVER },
  },
};

/** Unsupported options are an error, never ignored. */
function rejectUnsupported(kind: ServerKind, given: StartServerOptions): void {
  const { options, label } = LIMITS[kind];
  const unsupported = FLAGS.filter(([option]) => given[option] !== undefined && options[option] !== undefined);
  const [first] = unsupported;
  if (first !== undefined) {
    const flags = unsupported.map(([, flag]) => flag).join(', ');
    const hint = [...new Set(unsupported.map(([option]) => options[option]))].join(' ');
    throw new InvalidOptionError(first[0], { message: `${flags} cannot be used with ${label}`, hint });
  }
}
