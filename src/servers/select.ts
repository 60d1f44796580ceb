import { stateFolder } from '../support/folders.ts';
import { UsageError } from '../support/errors.ts';
import { startDocker, type DockerOptions } from './docker.ts';
import { startEmbedded, type EmbeddedOptions } from './embedded/start.ts';
import { useExisting } from './existing.ts';
import { claimRecord, type ClaimedRecord } from './registry.ts';
import type { PostgresServer, ServerKind } from './server.ts';
import { sweepServers } from './sweep.ts';

/** Which server to use: one we start, or one that runs at a URL. */
export type ServerChoice = { kind: 'embedded' } | { kind: 'docker' } | { kind: 'existing'; url: string };

/** Reads `embedded`, `docker` or a `postgres://` URL. */
export function parseServerChoice(text: string): ServerChoice {
  if (text === 'embedded' || text === 'docker') {
    return { kind: text };
  }
  if (/^postgres(ql)?:\/\//.test(text)) {
    return { kind: 'existing', url: text };
  }
  throw new UsageError(`there is no server of the kind ${text.includes('@') ? 'that was named' : `"${text}"`}`, {
    code: 'BAD_SERVER',
    hint: 'Say embedded, docker, or the URL of a server: postgresql://user:password@host:5432/postgres.',
  });
}

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
  if (choice.kind !== 'embedded') {
    refuse(choice.kind, options);
  }
  switch (choice.kind) {
    case 'embedded':
      return startEmbedded(claimed, options);
    case 'docker':
      return startDocker(claimed, options);
    case 'existing':
      return useExisting(claimed, choice.url);
  }
}

/** An option that the kind of server cannot honour is refused, never ignored. */
function refuse(kind: ServerKind, { port, pgBin, major, settings, image }: StartServerOptions): void {
  const asked = Object.entries({
    '--port': port,
    '--pg-bin': pgBin,
    '--postgres': major,
    ...(kind === 'existing' ? { '--set': settings, '--image': image } : {}),
  }).filter(([, value]) => value !== undefined);
  if (asked.length > 0) {
    const names = asked.map(([name]) => name).join(', ');
    throw new UsageError(`${names} cannot be used with ${kind === 'docker' ? 'a container' : 'a server that exists'}`, {
      code: 'OPTION_NOT_FOR_SERVER',
      hint: kind === 'docker' ? 'Choose the version by --image, e.g. postgres:17.' : 'Leave it out.',
    });
  }
}
