import { joinOrStart } from '../databases/join-or-start.ts';
import { readContent, type DatabaseContent } from '../databases/content.ts';
import { requireStartOptions, startWith, type StartOptions } from '../databases/start.ts';
import { withConnection } from '../postgres/connect.ts';
import type { ServerDetails, ServerRecord } from '../servers/registry.ts';
import { EnvironmentError, UsageError, messageOf } from '../support/errors.ts';
import { livenessOf } from '../support/process-identity.ts';
import { runsElsewhere } from './servers.ts';
import { requestDifferences, startRequest, type StartRequest } from './start-request.ts';

export interface DetachedServer {
  details: ServerDetails;
  /** Whether it ran already; then nothing was started, and its database is as its users have left it. */
  reused: boolean;
  /** Whether a new one came from the cache. */
  fromCache: boolean;
  content: DatabaseContent;
  /** Stops a server that this call started; does nothing to one that ran already. */
  undo(): Promise<void>;
}

/**
 * Starts a server that stays, or finds the one that an earlier call with the same options has started under this name.
 * Of several calls at the same time one starts it and the others wait.
 *
 * @throws UsageError `RUNS_WITH_OTHER_OPTIONS`, `NAME_TAKEN` if it runs in the foreground; EnvironmentError
 *   `RUNS_ELSEWHERE`, `CANNOT_CONNECT` if it does not answer; the errors of `start`
 */
export async function startDetached(options: StartOptions & { name: string }): Promise<DetachedServer> {
  const given: StartOptions = { ...options, detached: true };
  requireStartOptions(given);
  const content = await readContent(given);
  const request = await startRequest(given, content);
  const { name, server, reuseContainer, onProgress } = options;
  const found = await joinOrStart<DetachedServer>({
    name,
    kind: reuseContainer === true ? 'existing' : (server?.kind ?? 'embedded'),
    purpose: { request },
    timeoutMs: Number.POSITIVE_INFINITY,
    join: (record) => {
      const details = detailsOf(record, request, options.port);
      if (details === undefined) {
        onProgress?.(`Waiting for process ${record.owner.pid}, which starts the server`);
        return undefined;
      }
      return { details, reused: true, fromCache: false, content, undo: () => Promise.resolve() };
    },
    start: async (claimed) => {
      const started = await startWith(given, content, claimed);
      const { details, fromCache } = started;
      return { details, reused: false, fromCache, content, undo: () => started.stop() };
    },
  });
  if (found.reused) {
    await requireAnswer(found.details);
  }
  return found;
}

/** The details of a server that fits; undefined while it starts. */
function detailsOf(record: ServerRecord, wanted: StartRequest, port: number | undefined): ServerDetails | undefined {
  const { name, owner, request, details, folder } = record;
  if (livenessOf(owner) === 'unknown') {
    throw runsElsewhere(record);
  }
  if (request === undefined) {
    throw new UsageError(`a server named "${name}" is already running, but not by "start --detach"`, {
      code: 'NAME_TAKEN',
      hint: `Use it ("elementaldb url --name ${name}"), stop it, or choose another --name.`,
    });
  }
  const differences = requestDifferences(request, wanted);
  if (port !== undefined && details !== undefined && details.port !== port) {
    differences.push(`--port: runs with ${details.port}, wanted ${port}`);
  }
  if (differences.length > 0) {
    const from = folder === undefined || folder === process.cwd() ? '' : `, started in ${folder}`;
    throw new UsageError([`the server "${name}" runs with other options${from}`, ...differences].join('\n  '), {
      code: 'RUNS_WITH_OTHER_OPTIONS',
      hint: `Stop it first ("elementaldb stop --name ${name}"), or choose another --name.`,
    });
  }
  return details;
}

async function requireAnswer({ name, url }: ServerDetails): Promise<void> {
  try {
    await withConnection(url, () => Promise.resolve());
  } catch (error) {
    throw new EnvironmentError(`the server "${name}" runs, but its database cannot be used: ${messageOf(error)}`, {
      code: 'CANNOT_CONNECT',
      hint: `Stop it ("elementaldb stop --name ${name}") and start it again.`,
      cause: error,
    });
  }
}
