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
  /** How many statements the server finished; when it failed, the failing one is the next. */
  completed: number;
  /** Rows that the finished statements say they inserted. */
  inserted: number;
  notices: ServerNotice[];
  milliseconds: number;
  /** `I` outside a transaction, `T` inside, `E` inside an aborted one, `null` when the connection is gone. */
  transaction: TransactionStatus;
}

export type ScriptOutcome = ({ ok: true } & ScriptReport) | ({ ok: false; error: Error } & ScriptReport);

/**
 * Sends the whole text as one simple query, so that PostgreSQL sees what `psql -c` or golang-migrate send: several
 * statements without BEGIN are one implicit transaction. Rows are thrown away. Returns once the connection can take
 * the next query, after an error too; never throws for what the server says.
 *
 * `COPY ... FROM stdin` in the text fails: the data has nowhere to come from.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
 */
export async function runScript(client: Client, text: string): Promise<ScriptOutcome> {
  const query = new ScriptQuery(text);
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
      completed: query.completed,
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

/** The driver's own Query keeps every row and reports an error before the server is ready again; this one does neither. */
class ScriptQuery implements Submittable {
  completed = 0;
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
    this.completed += 1;
    const inserted = /^INSERT \d+ (\d+)$/.exec(message.text ?? '')?.[1];
    this.inserted += inserted === undefined ? 0 : Number(inserted);
  }

  handleReadyForQuery(): void {
    this.#finish();
  }

  handleError(error: Error): void {
    const connection = this.#connection;
    if (connection === undefined || !('severity' in error)) {
      // Not the server's word but the driver's: the connection is gone, and nothing more will come.
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

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
