import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

/** A running `COPY ... FROM stdin`. */
export interface CopyIn {
  /** Sends some of the data; returns when the socket accepts more. @throws the server's error as soon as it arrives */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the data and returns the number of rows. @throws the server's error */
  finish(): Promise<number>;
}

/** Starts a COPY. An error of the statement itself is thrown by the first `write`, or by `finish`. */
export function copyIn(client: Client, statement: string): CopyIn {
  const stream = client.query(from(statement));
  const failure = new Promise<never>((_resolve, reject) => {
    stream.on('error', reject);
  });
  // The next `write` or `finish` throws it.
  failure.catch(() => undefined);
  return {
    write: (bytes) =>
      Promise.race([
        failure,
        new Promise<void>((resolve) => {
          stream.write(bytes, () => resolve());
        }),
      ]),
    finish: () =>
      Promise.race([
        failure,
        new Promise<number>((resolve) => {
          stream.end(() => resolve(stream.rowCount));
        }),
      ]),
  };
}
