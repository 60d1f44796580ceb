import type { Client, Connection, Submittable } from 'pg';

/** Bytes that a frame keeps free at its front for the header of a CopyData message. */
export const FRAME_HEADER = 5;

/** A running `COPY ... FROM stdin` that sends buffers as they are, without a copy. */
export interface CopyFrames {
  /**
   * Sends a buffer whose first FRAME_HEADER bytes are free and whose rest is data. When the promise is fulfilled the
   * socket has it all, and the buffer may be written to again.
   *
   * @throws the server's error as soon as it comes
   */
  write(frame: Buffer): Promise<void>;
  /** Ends the data and returns the number of rows. @throws the server's error */
  finish(): Promise<number>;
  /** Gives up: the server undoes what came. */
  abort(): Promise<void>;
}

/**
 * Begins a COPY from frames. An error of the statement itself is thrown by the first `write`, or by `finish`.
 *
 * The stream of pg-copy-streams says that a buffer is done with while the socket may still hold it; buffers that are
 * used again need to know for certain.
 */
export function copyFrames(client: Client, statement: string): CopyFrames {
  return client.query(new FrameQuery(statement));
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
const COPY_FAIL = Buffer.from([0x66, 0, 0, 0, 5, 0]);

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

/** What the driver calls on a query while it is under way. */
class FrameQuery implements Submittable, CopyFrames {
  readonly #statement: string;
  readonly #waiting = new Set<Waiting>();
  #connection: Connection | undefined;
  #rows = 0;
  #failure: Error | undefined;
  #ready = false;

  constructor(statement: string) {
    this.#statement = statement;
  }

  async write(frame: Buffer): Promise<void> {
    frame[0] = COPY_DATA;
    frame.writeUInt32BE(frame.length - 1, 1);
    await this.#untilReady();
    await this.#wait((done) => this.#connection?.stream.write(frame, done));
  }

  async finish(): Promise<number> {
    await this.#untilReady();
    await this.#wait(() => this.#connection?.stream.write(COPY_DONE));
    return this.#rows;
  }

  async abort(): Promise<void> {
    try {
      await this.#untilReady();
      await this.#wait(() => this.#connection?.stream.write(COPY_FAIL));
    } catch {
      // It was asked for.
    }
  }

  async #untilReady(): Promise<void> {
    if (!this.#ready) {
      await this.#wait(() => undefined);
    }
  }

  /** Until `begin` calls back, or else until the server says the next thing; or until something fails. */
  #wait(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      const waiting: Waiting = { resolve, reject };
      this.#waiting.add(waiting);
      begin(() => {
        this.#waiting.delete(waiting);
        resolve();
      });
    });
  }

  #goOn(): void {
    this.#waiting.forEach(({ resolve }) => resolve());
    this.#waiting.clear();
  }

  /** @internal */
  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  /** @internal */
  handleCopyInResponse(): void {
    this.#ready = true;
    this.#goOn();
  }

  /** @internal */
  handleCommandComplete({ text }: { text: string }): void {
    this.#rows = Number(/\d+$/.exec(text)?.[0] ?? 0);
  }

  /** @internal */
  handleReadyForQuery(): void {
    this.#goOn();
  }

  /** @internal */
  handleError(error: Error): void {
    this.#failure ??= error;
    this.#waiting.forEach(({ reject }) => reject(error));
    this.#waiting.clear();
  }

  /** The driver puts its timeout in its place. @internal */
  callback(): void {}
}
