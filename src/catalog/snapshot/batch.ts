import type { ClientBase, CustomTypesConfig, QueryArrayResult } from 'pg';

import { messageOf } from '../../support/errors.ts';

/** The text of one value as PostgreSQL sent it. */
export type Cell = string | null;

/** What one statement yielded, values as texts whatever parsers the driver has been given. */
export interface Yield {
  columns: readonly { name: string; type: number }[];
  rows: readonly (readonly Cell[])[];
}

const TEXTS: CustomTypesConfig = { getTypeParser: () => (value: string | Buffer) => value.toString() };

/** Sends all statements as one simple query, which is one round trip, and returns what each yielded. */
export async function runBatch(client: ClientBase, statements: readonly string[]): Promise<Yield[]> {
  if (statements.length === 0) {
    return [];
  }
  const answer: unknown = await client.query({ text: statements.join(';\n'), rowMode: 'array', types: TEXTS });
  return (Array.isArray(answer) ? answer : [answer]).filter(isResult).map(({ fields, rows }) => ({
    columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })),
    rows,
  }));
}

function isResult(value: unknown): value is QueryArrayResult<Cell[]> {
  return typeof value === 'object' && value !== null && 'fields' in value && 'rows' in value;
}

/**
 * Like `runBatch`, in a transaction, for statements of which some may fail: then each runs alone behind a savepoint, and
 * one that fails yields its error message instead.
 *
 * @throws the driver's error when the connection itself is lost
 */
export async function runTolerantBatch(client: ClientBase, statements: readonly string[]): Promise<(Yield | string)[]> {
  if (statements.length === 0) {
    return [];
  }
  try {
    const [, ...yields] = await runBatch(client, ['SAVEPOINT whole', ...statements]);
    return yields;
  } catch {
    // Which statement it was the error does not tell reliably; the second pass finds out.
    await client.query('ROLLBACK TO SAVEPOINT whole');
  }
  const yields: (Yield | string)[] = [];
  for (const statement of statements) {
    yields.push(await runOne(client, statement));
  }
  return yields;
}

async function runOne(client: ClientBase, statement: string): Promise<Yield | string> {
  try {
    const [, result] = await runBatch(client, ['SAVEPOINT one', statement]);
    return result ?? 'no answer';
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT one');
    return messageOf(error);
  }
}
