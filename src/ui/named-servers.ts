import { setTimeout as sleep } from 'node:timers/promises';

import { start, type StartedDatabase, type StartOptions } from '../databases/start.ts';
import { findServer, listServers, stopServer } from '../commands/servers.ts';
import { startDetached } from '../commands/start-detached.ts';
import { requestDifferences, startRequest, type StartRequest } from '../commands/start-request.ts';
import { readContent } from '../databases/content.ts';
import { UsageError } from '../support/errors.ts';
import type { ServerRecord } from '../servers/registry.ts';
import type { ServerRow } from './live-state.ts';

/** How the names of servers begin that nobody has named: those that a command or a check uses for a moment. */
const UNNAMED = 'unnamed-';

/**
 * How long `close` waits for a start, in milliseconds. On an existing server nothing can end one before: the next command removes what it leaves.
 */
const STARTING_MS = 5_000;

type OnProgress = (step: string) => void;

/** The running servers of this user: those that were started here end with this process. */
export class NamedServers {
  readonly #options: StartOptions;
  readonly #folder: string;
  readonly #changed: () => void;
  readonly #here = new Map<string, StartedDatabase>();
  readonly #starting = new Set<Promise<void>>();
  #closed = false;

  /**
   * @param options of the servers that are started
   * @param folder in which the command runs, as server records name it
   * @param changed called when a server that was started here has ended by itself
   */
  constructor(options: StartOptions, folder: string, changed: () => void) {
    this.#options = options;
    this.#folder = folder;
    this.#changed = changed;
  }

  /** Those with a name. */
  async list(): Promise<ServerRow[]> {
    const records = await listServers();
    return records.filter(({ name }) => !name.startsWith(UNNAMED)).map((record) => this.#rowOf(record));
  }

  /**
   * Starts a server with all migrations applied.
   *
   * @throws UsageError `PAGE_HAS_ENDED`; the errors of `start` and `startDetached`
   */
  async start(name: string, keep: boolean, onProgress: OnProgress, port?: number): Promise<string[]> {
    await this.#requireOpen();
    const options = { ...this.#options, ...(port === undefined ? {} : { port }), name, onProgress };
    const starting = keep ? this.#startKept(options) : this.#startHere(options);
    const ended = starting.then(
      () => undefined,
      () => undefined,
    );
    this.#starting.add(ended);
    void ended.then(() => this.#starting.delete(ended));
    return starting;
  }

  async #startKept(options: StartOptions & { name: string }): Promise<string[]> {
    const found = await startDetached(options);
    await this.#requireOpen(() => found.undo());
    return [found.reused ? `${options.name} was running already.` : `${options.name} runs until it is stopped.`];
  }

  async #startHere(options: StartOptions & { name: string }): Promise<string[]> {
    const { name } = options;
    const started = await start(options);
    await this.#requireOpen(() => started.stop());
    this.#here.set(name, started);
    void started.server.loss().then(() => this.#lost(name, started));
    return [`${name} runs until this page ends.`];
  }

  /** @throws the errors of `stopServer` */
  async stop(name: string): Promise<string[]> {
    const here = this.#here.get(name);
    if (here === undefined) {
      await stopServer(name);
    } else {
      await here.stop();
      this.#here.delete(name);
    }
    return [`${name} is stopped.`];
  }

  /**
   * Stops a server and starts it again with the present files, on the same port where that can be chosen.
   *
   * @throws UsageError `NOT_RESETTABLE`, before anything is stopped; the errors of `stop` and `start`
   */
  async reset(name: string, onProgress: OnProgress): Promise<string[]> {
    const record = await findServer(name);
    if (!this.#rowOf(record).resettable) {
      throw new UsageError(`"${name}" was not started here, so what it was started with is unknown`, {
        code: 'NOT_RESETTABLE',
        hint: 'Stop it, and start it again as it was started.',
      });
    }
    await this.#requireSameOptions(record);
    onProgress(`Stopping ${name}`);
    await this.stop(name);
    await this.start(name, record.detached, onProgress, record.kind === 'embedded' ? record.details.port : undefined);
    return [
      `${name} is as after its start, with the present migrations. Its password has changed: copy the URL again.`,
    ];
  }

  /** Also reads the files: with a fault in them the server stays. @throws UsageError `NOT_RESETTABLE` */
  async #requireSameOptions({ name, request }: ServerRecord): Promise<void> {
    const wanted = await startRequest(this.#options, await readContent(this.#options));
    const differences =
      request === undefined ? [] : requestDifferences({ ...request, ...this.#ofFiles(wanted) }, wanted);
    if (differences.length > 0) {
      throw new UsageError([`"${name}" runs with other options than this page has`, ...differences].join('\n  '), {
        code: 'NOT_RESETTABLE',
        hint: 'Stop it, and start it again as it was started.',
      });
    }
  }

  /** The part of a request that follows from the files: a reset takes those of now. They choose the user where nobody does. */
  #ofFiles(request: StartRequest): StartRequest {
    const chosen = this.#options.user === undefined ? ['--user'] : [];
    const files = new Set(['--migrations', '--prelude', '--client-data', ...chosen]);
    return Object.fromEntries(Object.entries(request).filter(([option]) => files.has(option)));
  }

  /** The URL with the password. @throws the errors of `findServer` */
  async urlOf(name: string): Promise<string> {
    return (await findServer(name)).details.url;
  }

  /** Stops the servers that were started here and do not stay, and each that is starting. Afterwards none can be started. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = await Promise.allSettled([...this.#here.values()].map((started) => started.stop()));
    await Promise.race([Promise.all(this.#starting), sleep(STARTING_MS, undefined, { ref: false })]);
    const failed = stopped.find((each) => each.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
  }

  /**
   * For what takes long: the page may have ended meanwhile.
   *
   * @param undo removes what was started
   * @throws UsageError `PAGE_HAS_ENDED`
   */
  async #requireOpen(undo?: () => Promise<void>): Promise<void> {
    if (this.#closed) {
      await undo?.();
      throw new UsageError('the page has ended', {
        code: 'PAGE_HAS_ENDED',
        hint: 'Run "elementaldb ui" again.',
      });
    }
  }

  /** A server has ended by itself: what is left of it is removed. */
  async #lost(name: string, started: StartedDatabase): Promise<void> {
    if (this.#here.get(name) === started) {
      this.#here.delete(name);
      await started.stop().catch(() => undefined); // The next command sweeps it.
      this.#changed();
    }
  }

  #rowOf(record: ServerRecord): ServerRow {
    const { name, kind, details, detached, createdAt, folder = '', forTests = false, request } = record;
    const isHere = this.#here.has(name);
    return {
      name,
      server: details === undefined ? 'starting' : `${kind} ${details.version}`,
      address: details === undefined ? '' : `${details.host}:${details.port}/${details.database}`,
      migration: String(details?.migrationVersion ?? ''),
      runs: forTests
        ? 'for tests'
        : detached
          ? 'until stop'
          : isHere
            ? 'until this page ends'
            : 'until its process ends',
      folder,
      startedAt: createdAt,
      resettable: isHere || (detached && request !== undefined && folder === this.#folder),
    };
  }
}
