import { setTimeout as sleep } from 'node:timers/promises';

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
 *   `RUNS_ELSEWHERE`, `CANNOT_CONNECT` if it does not answer, `NOT_READY` if its start was killed; the errors of `start`
 */
export async function startDetached(options: StartOptions & { name: string }): Promise<DetachedServer> {
  const given: StartOptions = { ...options, detached: true };
  requireStartOptions(given);
  const content = await readContent(given);
  const request = await startRequest(given, content);
  const { name, server, reuseContainer, onProgress } = options;
  let unfinishedSince: number | undefined;
  const find = (): Promise<DetachedServer> =>
    joinOrStart<DetachedServer>({
      name,
      kind: reuseContainer === true ? 'existing' : (server?.kind ?? 'embedded'),
      purpose: { request },
      timeoutMs: Number.POSITIVE_INFINITY,
      join: (record) => {
        const details = detailsOf(record, request, options.port);
        if (details === undefined) {
          unfinishedSince = record.detached ? (unfinishedSince ?? Date.now()) : undefined;
          if (unfinishedSince !== undefined && Date.now() - unfinishedSince > RECORDING_MS) {
            throw unfinished(record);
          }
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
  const found = await find();
  if (!found.reused || (await answers(found.details))) {
    return found;
  }
  // Another process may be stopping it: then its record is gone soon.
  await sleep(STOPPING_MS);
  const second = await find();
  if (second.reused) {
    await requireAnswer(second.details);
  }
  return second;
}

/** How long a server that another process stops may take to end, in milliseconds. */
const STOPPING_MS = 1_000;

/** How long a server may run without its details in the record, in milliseconds. */
const RECORDING_MS = 30_000;

/** For a server whose starting process was killed before it could record the details. */
function unfinished({ name }: ServerRecord): EnvironmentError {
  return new EnvironmentError(`the server "${name}" runs, but the process that started it has not finished`, {
    code: 'NOT_READY',
    hint: `Stop it ("elementaldb stop --name ${name}") and start it again.`,
  });
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

async function answers({ url }: ServerDetails): Promise<boolean> {
  return withConnection(url, () => Promise.resolve(true)).catch(() => false);
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
