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
  /** Names it for `ps`, `stop` and `url`; without one it is found only through the value returned. */
  name?: string | undefined;
}

export interface StartedServer {
  server: PostgresServer;
  /** What others can read of it; released when it stops. */
  claimed: ClaimedRecord;
}

/** Starts, or connects to, the server chosen, after sweeping what dead processes left behind. */
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
  refuse(choice.kind, options);
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
  /** What cannot be said of this kind of server. */
  options: readonly (keyof typeof FLAGS)[];
  called: string;
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
    called: 'the embedded server',
    hint: 'Leave it out, or choose --server docker.',
  },
  docker: {
    options: ['port', 'pgBin', 'major'],
    called: 'a container',
    hint: 'Choose the version by --image, e.g. postgres:17.',
  },
  existing: {
    options: ['port', 'pgBin', 'major', 'settings', 'image', 'user'],
    called: 'a server that exists',
    hint: 'Leave it out; user and port are those of the URL.',
  },
};

/** An option that the kind of server cannot honour is refused, never ignored. */
function refuse(kind: ServerKind, given: StartServerOptions): void {
  const { options, called, hint } = LIMITS[kind];
  const asked = options.filter((option) => given[option] !== undefined).map((option) => FLAGS[option]);
  if (asked.length > 0) {
    throw new UsageError(`${asked.join(', ')} cannot be used with ${called}`, { code: 'OPTION_NOT_FOR_SERVER', hint });
  }
}
