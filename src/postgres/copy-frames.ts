import type { Client, Connection, Submittable } from 'pg';

/** Free bytes at the start of a frame for the header of a CopyData message. */
export const FRAME_HEADER = 5;

/** A running `COPY ... FROM stdin` that sends buffers without copying them. */
export interface CopyFrames {
  /**
   * Sends a buffer whose first FRAME_HEADER bytes are free and whose rest is data. When the promise resolves, the socket
   * has taken all bytes, and the buffer can be reused.
   *
   * @throws the server's error as soon as it arrives
   */
  write(frame: Buffer): Promise<void>;
  /** Ends the data and returns the number of rows. @throws the server's error */
  finish(): Promise<number>;
  /** Cancels the COPY; the server discards its rows. */
  abort(): Promise<void>;
}

/**
 * Starts a COPY from frames. An error of the statement itself is thrown by the first `write`, or by `finish`.
 *
 * pg-copy-streams reports a buffer as written while the socket may still use it, so its buffers cannot be reused.
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

/** The query object that the driver calls. */
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
      // The error is expected.
    }
  }

  async #untilReady(): Promise<void> {
    if (!this.#ready) {
      await this.#wait(() => undefined);
    }
  }

  /** Waits until `begin` calls back, the server sends the next message, or an error occurs. */
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

  #resolveAll(): void {
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
    this.#resolveAll();
  }

  /** @internal */
  handleCommandComplete({ text }: { text: string }): void {
    this.#rows = Number(/\d+$/.exec(text)?.[0] ?? 0);
  }

  /** @internal */
  handleReadyForQuery(): void {
    this.#resolveAll();
  }

  /** @internal */
  handleError(error: Error): void {
    this.#failure ??= error;
    this.#waiting.forEach(({ reject }) => reject(error));
    this.#waiting.clear();
  }

  /** The driver replaces it with its timeout. @internal */
  callback(): void {}
}
