import { Buffer } from 'node:buffer';

import type { Client, Connection, Submittable, TransactionStatus } from 'pg';

/** A NOTICE, WARNING or INFO of the server. */
export interface ServerNotice {
  severity: string;
  code: string | undefined;
  message: string;
  detail: string | undefined;
  hint: string | undefined;
  where: string | undefined;
}

interface ScriptReport {
  /** The number of finished statements; the next one is the failed one. */
  completed: number;
  /** How many rows each of them inserted, changed, deleted or returned; undefined where a statement has no rows. */
  rowCounts: (number | undefined)[];
  /** The number of rows that the finished statements inserted. */
  inserted: number;
  notices: ServerNotice[];
  milliseconds: number;
  /** `I` outside a transaction, `T` inside, `E` inside an aborted one, `null` if the connection is lost. */
  transaction: TransactionStatus;
}

export type ScriptOutcome = ({ ok: true } & ScriptReport) | ({ ok: false; error: Error } & ScriptReport);

/**
 * Sends the whole text as one simple query, as `psql -c` and golang-migrate do: several statements without BEGIN are one
 * implicit transaction. Rows are discarded. Returns when the connection is ready for the next query, also after an error;
 * never throws errors of the server.
 *
 * `COPY ... FROM stdin` in the text fails, because there is no data.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
 */
export function runScript(client: Client, text: string): Promise<ScriptOutcome> {
  return runQueryText(client, new ScriptQuery(text));
}

/** The same with a query that does more with what the server sends. */
export async function runQueryText(client: Client, query: ScriptQuery): Promise<ScriptOutcome> {
  const notices: ServerNotice[] = [];
  const collect = (notice: { [Field in keyof ServerNotice]: ServerNotice[Field] | undefined }): void => {
    notices.push({
      severity: notice.severity ?? 'NOTICE',
      code: notice.code,
      message: notice.message ?? '',
      detail: notice.detail,
      hint: notice.hint,
      where: notice.where,
    });
  };
  const begun = performance.now();
  client.on('notice', collect);
  try {
    client.query(query);
    const error = await query.done;
    const report = {
      completed: query.rowCounts.length,
      rowCounts: query.rowCounts,
      inserted: query.inserted,
      notices,
      milliseconds: performance.now() - begun,
      transaction: query.lost ? null : client.getTransactionStatus(),
    };
    return error === undefined ? { ok: true, ...report } : { ok: false, error, ...report };
  } finally {
    client.off('notice', collect);
  }
}

/** Unlike the driver's Query, it does not keep rows, and it reports an error only when the server is ready again. */
export class ScriptQuery implements Submittable {
  readonly rowCounts: (number | undefined)[] = [];
  inserted = 0;
  lost = false;
  readonly done: Promise<Error | undefined>;
  readonly #text: string;
  #finish: (error?: Error) => void = () => undefined;
  #connection: Connection | undefined;

  constructor(text: string) {
    this.#text = text;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#text);
  }

  handleCommandComplete(message: { text?: string }): void {
    const [, command, count] = /^(\w+)(?: \d+)? (\d+)$/.exec(message.text ?? '') ?? [];
    this.rowCounts.push(count === undefined ? undefined : Number(count));
    this.inserted += command === 'INSERT' ? Number(count) : 0;
  }

  handleReadyForQuery(): void {
    this.#finish();
  }

  handleError(error: Error): void {
    const connection = this.#connection;
    if (connection === undefined || !('severity' in error)) {
      // An error of the driver: the connection is lost.
      this.lost = true;
      this.#finish(error);
      return;
    }
    const ready = (): void => {
      connection.off('end', ended);
      this.#finish(error);
    };
    const ended = (): void => {
      connection.off('readyForQuery', ready);
      this.lost = true;
      this.#finish(error);
    };
    connection.once('readyForQuery', ready).once('end', ended);
  }

  handleCopyInResponse(connection: Connection): void {
    const reason = Buffer.from('COPY FROM stdin has no data here\0');
    const header = Buffer.from([0x66, 0, 0, 0, 0]);
    header.writeInt32BE(reason.length + 4, 1);
    connection.stream.write(Buffer.concat([header, reason]));
  }

  handleRowDescription(_message: { fields: readonly { name: string; dataTypeID: number }[] }): void {}
  handleDataRow(_message: { fields: (string | null)[] }): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(_message: { chunk: Buffer }): void {}
}
