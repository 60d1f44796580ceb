import { start, type StartedDatabase, type StartOptions } from '../databases/start.ts';
import { findServer, listServers, stopServer } from '../commands/servers.ts';
import { startDetached } from '../commands/start-detached.ts';
import { UsageError } from '../support/errors.ts';
import type { ServerRecord } from '../servers/registry.ts';
import type { ServerRow } from './live-state.ts';

/** How the names of servers begin that nobody has named: those that a command or a check uses for a moment. */
const UNNAMED = 'unnamed-';

type OnProgress = (step: string) => void;

/** The running servers of this user: those that were started here end with this process. */
export class NamedServers {
  readonly #options: StartOptions;
  readonly #folder: string;
  readonly #changed: () => void;
  readonly #here = new Map<string, StartedDatabase>();

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

  /** Starts a server with all migrations applied. @throws the errors of `start` and `startDetached` */
  async start(name: string, keep: boolean, onProgress: OnProgress, port?: number): Promise<string[]> {
    const options = { ...this.#options, ...(port === undefined ? {} : { port }), name, onProgress };
    if (keep) {
      const { reused } = await startDetached(options);
      return [reused ? `${name} was running already.` : `${name} runs until it is stopped.`];
    }
    const started = await start(options);
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
   * @throws UsageError `NOT_RESETTABLE`; the errors of `stop` and `start`
   */
  async reset(name: string, onProgress: OnProgress): Promise<string[]> {
    const record = await findServer(name);
    if (!this.#rowOf(record).resettable) {
      throw new UsageError(`"${name}" was not started here, so what it was started with is unknown`, {
        code: 'NOT_RESETTABLE',
        hint: 'Stop it, and start it again as it was started.',
      });
    }
    onProgress(`Stopping ${name}`);
    await this.stop(name);
    await this.start(name, record.detached, onProgress, record.kind === 'embedded' ? record.details.port : undefined);
    return [
      `${name} is as after its start, with the present migrations. Its password has changed: copy the URL again.`,
    ];
  }

  /** The URL with the password. @throws the errors of `findServer` */
  async urlOf(name: string): Promise<string> {
    return (await findServer(name)).details.url;
  }

  /** Stops the servers that were started here and do not stay. */
  async stopHere(): Promise<void> {
    await Promise.all([...this.#here.values()].map((started) => started.stop()));
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
