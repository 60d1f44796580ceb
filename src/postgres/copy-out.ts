import type { Client, Connection, Submittable } from 'pg';

/**
 * Takes complete rows, each with its line end. The buffer belongs to the taker. While a returned promise is pending, the
 * server waits.
 */
export type TakeRows = (rows: Buffer, count: number) => Promise<void> | undefined;

/**
 * Runs `COPY ... TO STDOUT` in text format and returns the number of rows. If `take` fails, the connection is cut, because
 * the server would go on sending.
 *
 * The driver and pg-copy-streams make several objects for each row, which takes longer than the server needs for the row.
 * This reads the socket itself and moves the rows of a chunk together in place.
 *
 * @throws the server's error, or that of `take`
 */
export function copyOut(client: Client, statement: string, take: TakeRows): Promise<number> {
  return new Promise((resolve, reject) => {
    client.query(new CopyOutQuery(statement, take, resolve, reject));
  });
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
const COPY_DATA = 0x64;
/** CopyOutResponse, NoticeResponse, ParameterStatus and NotificationResponse may come before or between the rows. */
const OTHERS: ReadonlySet<number> = new Set([0x48, 0x4e, 0x53, 0x41]);
const HEADER = 5;

type Listener = (chunk: Buffer) => void;

/** The query object that the driver calls. */
class CopyOutQuery implements Submittable {
  readonly #statement: string;
  readonly #take: TakeRows;
  readonly #resolve: (rows: number) => void;
  readonly #reject: (error: Error) => void;
  #connection: Connection | undefined;
  /** The driver's own listener, which is put back after the last row. */
  #driver: Listener = () => undefined;
  /** The beginning of a message whose end has not arrived, and the bytes that it needs in all. */
  #parts: Buffer[] = [];
  #have = 0;
  #needed = 0;
  #rows = 0;
  #failed = false;
  #taken: Promise<void> | undefined;

  constructor(statement: string, take: TakeRows, resolve: (rows: number) => void, reject: (error: Error) => void) {
    this.#statement = statement;
    this.#take = take;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#parts.push(chunk);
    this.#have += chunk.length;
    if (this.#have < this.#needed) {
      return;
    }
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#have = 0;
    this.#needed = 0;
    this.#read(bytes);
  };

  #read(bytes: Buffer): void {
    let at = 0;
    let out = 0;
    let count = 0;
    while (at + HEADER <= bytes.length) {
      const code = bytes[at] ?? 0;
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      if (code === COPY_DATA) {
        if (end > bytes.length) {
          this.#needed = end - at;
          break;
        }
        bytes.copyWithin(out, at + HEADER, end);
        out += end - at - HEADER;
        count += 1;
      } else if (OTHERS.has(code)) {
        if (end > bytes.length) {
          this.#needed = end - at;
          break;
        }
        this.#driver(Buffer.from(bytes.subarray(at, end)));
      } else {
        this.#give(bytes.subarray(0, out), count);
        this.#detach(bytes.subarray(at));
        return;
      }
      at = end;
    }
    if (at < bytes.length) {
      const rest = Buffer.from(bytes.subarray(at));
      this.#parts.push(rest);
      this.#have = rest.length;
    }
    this.#give(bytes.subarray(0, out), count);
  }

  #give(rows: Buffer, count: number): void {
    if (count === 0 || this.#failed) {
      return;
    }
    this.#rows += count;
    const stream = this.#connection?.stream;
    let taken: Promise<void> | undefined;
    try {
      taken = this.#take(rows, count);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (taken !== undefined) {
      stream?.pause();
      this.#taken = taken.then(
        () => {
          this.#taken = undefined;
          stream?.resume();
        },
        (error: unknown) => this.#fail(error),
      );
    }
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#reject(error instanceof Error ? error : new Error(String(error)));
    this.#connection?.stream.destroy();
  }

  /** The driver reads on, from what stands behind the last row. */
  #detach(rest: Buffer): void {
    const stream = this.#connection?.stream;
    stream?.removeListener('data', this.#onData);
    stream?.on('data', this.#driver);
    this.#driver(Buffer.from(rest));
  }

  /** @internal */
  submit(connection: Connection): void {
    this.#connection = connection;
    const { stream } = connection;
    for (const listener of stream.listeners('data')) {
      this.#driver = (chunk) => void Reflect.apply(listener, stream, [chunk]);
    }
    stream.removeAllListeners('data');
    stream.on('data', this.#onData);
    connection.query(this.#statement);
  }

  /** @internal */
  handleReadyForQuery(): void {
    void (this.#taken ?? Promise.resolve()).then(() => this.#resolve(this.#rows));
  }

  /** @internal */
  handleCommandComplete(): void {}

  /** @internal */
  handleError(error: Error): void {
    this.#reject(error);
  }

  /** The driver replaces it with its timeout. @internal */
  callback(): void {}
}
