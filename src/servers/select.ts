import { stateFolder } from '../support/folders.ts';
import { UsageError } from '../support/errors.ts';
import type { DockerOptions } from './docker/options.ts';
import { startDocker } from './docker/start.ts';
import { startEmbedded, type EmbeddedOptions } from './embedded/start.ts';
import { useExisting } from './existing.ts';
import { claimRecord, type ClaimedRecord } from './registry.ts';
import type { PostgresServer, ServerKind } from './server.ts';
import type { ServerChoice } from './server-choice.ts';
import { sweepServers } from './sweep.ts';

export interface StartServerOptions extends EmbeddedOptions, DockerOptions {
  server?: ServerChoice | undefined;
  /** The name for `ps`, `stop` and `url`. Without a name the server is known only to the caller. */
  name?: string | undefined;
}

export interface StartedServer {
  server: PostgresServer;
  /** @internal The record of the server; released when it stops. */
  claimed: ClaimedRecord;
}

/** Removes what dead processes left, then starts the chosen server or connects to it. */
export async function startServer(options: StartServerOptions = {}): Promise<StartedServer> {
  const choice = options.server ?? { kind: 'embedded' };
  const state = stateFolder();
  await sweepServers(state);
  const claimed = claimRecord(state, choice.kind, options.name);
  try {
    return { server: await start(choice, claimed, options), claimed };
  } catch (error) {
    claimed.release();
    throw error;
  }
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
  /** Options that this kind of server does not support. */
  options: readonly (keyof typeof FLAGS)[];
  label: string;
  hint: string;
}

const FLAGS = {
  port: '--port',
  pgBin: '--pg-bin',
  major: '--postgres',
  settings: '--set',
  image: '--image',
  user: '--user',
} as const;

const LIMITS: Record<ServerKind, Limits> = {
  embedded: {
    options: ['image'],
    label: 'the embedded server',
    hint: 'Remove the option, or use --server docker.',
  },
  docker: {
    options: ['port', 'pgBin', 'major'],
    label: 'a container',
    hint: 'Choose the version with --image, for example postgres:17.',
  },
  existing: {
    options: ['port', 'pgBin', 'major', 'settings', 'image', 'user'],
    label: 'an existing server',
    hint: 'Remove the option; the URL contains user and port.',
  },
};

/** Unsupported options are an error, never ignored. */
function rejectUnsupported(kind: ServerKind, given: StartServerOptions): void {
  const { options, label, hint } = LIMITS[kind];
  const flags = options.filter((option) => given[option] !== undefined).map((option) => FLAGS[option]);
  if (flags.length > 0) {
    throw new UsageError(`${flags.join(', ')} cannot be used with ${label}`, { code: 'OPTION_NOT_FOR_SERVER', hint });
  }
}
