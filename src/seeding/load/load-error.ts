import { DatabaseError } from 'pg';

import { isServerFailure } from '../../postgres/sqlstate.ts';
import { EnvironmentError, UsageError } from '../../support/errors.ts';

/** Hints by SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const HINTS: Readonly<Record<string, string>> = {
  '23502': 'Add the column to the dataset: it may not be NULL.',
  '23503': 'Load the dataset with the rows that these refer to first.',
  '23505': 'Remove the rows that have this key already, or seed another database.',
  '23514': 'Change the dataset so that it meets the condition, or create a partition for the row.',
  '42501': 'Connect as a role that may write to this table.',
};

/** Turns an error of the server during a load into `LOAD_REFUSED`, with the table and the details the server reports. */
export function loadError(thrown: unknown, table: string): unknown {
  if (!(thrown instanceof DatabaseError)) {
    return thrown;
  }
  const { code, message, detail, where } = thrown;
  const text = [
    `${table}: ${message}`,
    ...[detail, where].flatMap((part) => (part === undefined ? [] : [`  ${part}`])),
  ].join('\n');
  return isServerFailure(code)
    ? new EnvironmentError(text, { code: 'SERVER_GAVE_UP', hint: 'Read the log of the server.', cause: thrown })
    : new UsageError(text, {
        code: 'LOAD_REFUSED',
        hint: HINTS[code ?? ''] ?? 'Read the message of the server above.',
        cause: thrown,
      });
}
