import type { Client } from 'pg';

import { ScriptQuery, runQueryText, type ScriptOutcome } from './run-script.ts';

export interface ResultColumn {
  name: string;
  /** The OID of its type. */
  type: number;
  /** For an array, the OID of its elements' type. */
  elementType?: number;
}

/** What one statement returned. */
export interface QueryResult {
  /** The command tag, for example `INSERT 0 3`. */
  tag: string;
  /** Undefined for a statement that returns no rows. */
  columns: ResultColumn[] | undefined;
  /** Values in PostgreSQL's output format. */
  rows: (string | null)[][];
  /** What `COPY … TO STDOUT` wrote. */
  copied: string | undefined;
}

/** Runs a text as `runScript` does, and reads what its statements return. */
export async function readResults(client: Client, sql: string): Promise<ScriptOutcome & { results: QueryResult[] }> {
  const query = new ResultsQuery(sql);
  const outcome = await runQueryText(client, query);
  if (outcome.ok) {
    await describeArrays(client, query.results);
  }
  return { ...outcome, results: query.results };
}

/** PostgreSQL's messages, of which the driver's types list only some. */
interface RowDescription {
  fields: readonly { name: string; dataTypeID: number }[];
}

class ResultsQuery extends ScriptQuery {
  readonly results: QueryResult[] = [];
  #columns: ResultColumn[] | undefined;
  #rows: (string | null)[][] = [];
  #copied: Buffer[] | undefined;

  override handleRowDescription({ fields }: RowDescription): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  }

  override handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#rows.push(fields);
  }

  override handleCopyData({ chunk }: { chunk: Buffer }): void {
    (this.#copied ??= []).push(chunk);
  }

  override handleCommandComplete(message: { text?: string }): void {
    super.handleCommandComplete(message);
    this.results.push({
      tag: message.text ?? '',
      columns: this.#columns,
      rows: this.#rows,
      copied: this.#copied && Buffer.concat(this.#copied).toString('utf8'),
    });
    this.#columns = undefined;
    this.#rows = [];
    this.#copied = undefined;
  }
}

/** Numbers, texts, times and the like, which need not be looked up; and vectors, which are arrays without braces. */
const SCALARS = new Set([
  16, 17, 18, 19, 20, 21, 22, 23, 25, 26, 30, 114, 700, 701, 1042, 1043, 1082, 1114, 1184, 1700, 2950, 3802,
]);

/** Adds the type of the elements to columns of arrays. */
async function describeArrays(client: Client, results: readonly QueryResult[]): Promise<void> {
  const columns = results.flatMap((result) => result.columns ?? []).filter(({ type }) => !SCALARS.has(type));
  if (columns.length === 0) {
    return;
  }
  const { rows } = await client.query<{ type: number; element: number }>(
    `SELECT a.oid::int8::int AS type, COALESCE(NULLIF(e.typbasetype, 0), e.oid)::int8::int AS element
     FROM pg_catalog.pg_type a JOIN pg_catalog.pg_type e ON e.oid = a.typelem
     WHERE a.oid = ANY($1::oid[]) AND a.typsubscript = 'pg_catalog.array_subscript_handler'::regproc
       AND a.typdelim = ','`,
    [columns.map(({ type }) => type)],
  );
  const elements = new Map(rows.map(({ type, element }) => [type, element]));
  for (const column of columns) {
    const elementType = elements.get(column.type);
    if (elementType !== undefined) {
      column.elementType = elementType;
    }
  }
}
