import { closeTestDatabases } from '../../databases/testing/pools.ts';
import type { TestDatabaseOptions } from '../../databases/testing/options.ts';
import { openTestDatabase } from '../../databases/testing/open-test-database.ts';
import { printableUrl } from '../../databases/testing/kept-url.ts';
import type { TestDatabase } from '../../databases/testing/test-database.ts';
import type { TestServer } from '../../databases/testing/test-server.ts';
import { UsageError } from '../../support/errors.ts';
import { describeLeased } from '../lease-database.ts';
import { describeError, type AnsweredError } from './answered-error.ts';
import { idOf, parseLine, readRequest, type LeaseOptions, type Request, type RequestId } from './request.ts';

/** What the server of leases writes, one JSON object a line. */
export type Answer =
  | { id: RequestId; result: object }
  | { id: RequestId | null; error: AnsweredError }
  | { warning: { database: string; message: string } };

/** Where databases are made, and from what. */
export interface LeaseSource {
  server: TestServer;
  /** For all databases; a request can choose another template. */
  options: Omit<TestDatabaseOptions, 'server' | 'on' | 'onWarning'>;
}

export interface LeaseChannel {
  /** The lines of the requests. Their end releases all databases. */
  lines: AsyncIterable<string>;
  answer: (answer: Answer) => void;
}

/**
 * Hands out test databases by lines of JSON until the lines end; then it releases all of them and the server. The requests
 * of different databases run at the same time, those of one database in turn. A failure is an answer, that of `open` the
 * answer to every lease.
 */
export async function serveLeases(open: () => Promise<LeaseSource>, { lines, answer }: LeaseChannel): Promise<void> {
  const opening = open();
  opening.catch(() => undefined); // The answers report it.
  const leases = new Leases(opening, answer);
  const running = new Set<Promise<void>>();
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      const work: Promise<void> = answerLine(leases, line, number)
        .then(answer)
        .finally(() => running.delete(work));
      running.add(work);
    }
    await Promise.all(running);
  } finally {
    await leases.close();
  }
}

async function answerLine(leases: Leases, line: string, number: number): Promise<Answer> {
  let id: RequestId | null = null;
  try {
    const value = parseLine(line, number);
    id = idOf(value);
    const request = readRequest(value);
    return { id: request.id, result: await leases.run(request) };
  } catch (error) {
    return { id, error: describeError(error) };
  }
}

/** A database of a client, and the end of what it has asked for last. */
interface Leased {
  database: TestDatabase;
  last: Promise<unknown>;
}

class Leases {
  readonly #opening: Promise<LeaseSource>;
  readonly #answer: (answer: Answer) => void;
  readonly #leased = new Map<string, Leased>();

  constructor(opening: Promise<LeaseSource>, answer: (answer: Answer) => void) {
    this.#opening = opening;
    this.#answer = answer;
  }

  /** Does what a request asks for; returns the members of the result. */
  async run({ action }: Request): Promise<object> {
    if (action.name === 'lease') {
      return this.#lease(action.options);
    }
    const { name, database } = action;
    if (name === 'release') {
      await this.#release(database);
      return {};
    }
    return this.#inTurn(database, async (leased) => {
      if (name === 'reset') {
        await leased.reset();
        return {};
      }
      const { server } = await this.#opening;
      return { url: printableUrl(await leased.keep(), server.description.kind) };
    });
  }

  /** Releases all databases and the server. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#leased.keys()].map((name) => this.#release(name)));
    await closeTestDatabases();
    const source = await this.#opening.catch(() => undefined); // It has failed: nothing is open.
    await source?.server.stop();
  }

  async #lease(chosen: LeaseOptions): Promise<object> {
    const { server, options } = await this.#opening;
    let name = '';
    const database = await openTestDatabase({
      ...options,
      ...chosen,
      on: server.description,
      onWarning: (message) => this.#answer({ warning: { database: name, message } }),
    });
    ({ name } = database);
    this.#leased.set(name, { database, last: Promise.resolve() });
    return describeLeased(database);
  }

  /** From now on the name is unknown; the database is released after what it was asked for before. */
  async #release(name: string): Promise<void> {
    const { database, last } = this.#find(name);
    this.#leased.delete(name);
    await last.catch(() => undefined); // It has been answered.
    await database[Symbol.asyncDispose]();
  }

  #inTurn<T>(name: string, work: (database: TestDatabase) => Promise<T>): Promise<T> {
    const leased = this.#find(name);
    const next = leased.last.catch(() => undefined).then(() => work(leased.database));
    leased.last = next;
    return next;
  }

  #find(name: string): Leased {
    const leased = this.#leased.get(name);
    if (leased === undefined) {
      throw new UsageError(`the database ${name} is not leased here`, {
        code: 'NOT_LEASED',
        hint: 'Use the name in "database" of an answer to "lease", until its "release".',
      });
    }
    return leased;
  }
}
