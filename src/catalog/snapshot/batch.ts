import type { ClientBase, CustomTypesConfig, QueryArrayResult } from 'pg';

import { messageOf } from '../../support/errors.ts';

/** One value as the text that PostgreSQL sent. */
export type Cell = string | null;

export type Row = readonly Cell[];

/** The result of one statement. All values are texts, whatever parsers the driver has. */
export interface StatementResult {
  columns: readonly { name: string; type: number }[];
  rows: readonly Row[];
}

const TEXTS: CustomTypesConfig = { getTypeParser: () => (value: string | Buffer) => value.toString() };

/** Sends all statements as one simple query, in one round trip. Returns a result for each. */
export async function runBatch(client: ClientBase, statements: readonly string[]): Promise<StatementResult[]> {
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
 * Like `runBatch`, in a transaction, for statements that may fail. After an error each statement runs alone after a
 * savepoint; the result of a failed statement is its error message.
 *
 * @throws the driver's error when the connection itself is lost
 */
export async function runTolerantBatch(
  client: ClientBase,
  statements: readonly string[],
): Promise<(StatementResult | string)[]> {
  if (statements.length === 0) {
    return [];
  }
  try {
    const [, ...results] = await runBatch(client, ['SAVEPOINT whole', ...statements]);
    return results;
  } catch {
    // The error does not reliably identify the statement; the second pass does.
    await client.query('ROLLBACK TO SAVEPOINT whole');
  }
  const results: (StatementResult | string)[] = [];
  for (const statement of statements) {
    results.push(await runOne(client, statement));
  }
  return results;
}

async function runOne(client: ClientBase, statement: string): Promise<StatementResult | string> {
  try {
    const [, result] = await runBatch(client, ['SAVEPOINT one', statement]);
    return result ?? 'no result';
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT one');
    return messageOf(error);
  }
}
