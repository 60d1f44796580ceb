import { DatabaseError } from 'pg';

import { isServerFailure } from '../../postgres/sqlstate.ts';
import { EnvironmentError, UsageError } from '../../support/errors.ts';

/** What to do, by SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const HINTS: Readonly<Record<string, string>> = {
  '23502': 'A column wants a value that the dataset does not give: add it to the dataset.',
  '23503': 'Rows that these refer to are missing: load the dataset that makes them first.',
  '23505': 'Rows with that key are there already, from somebody else: remove them, or seed another database.',
  '23514': 'The table has a condition that the dataset does not meet, or no partition for the row.',
  '42501': 'Connect as a role that may write to this table.',
};

/** An error of the server while rows were loaded, as `LOAD_REFUSED`, with the table and what the server says of the place. */
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
    ? new EnvironmentError(text, { code: 'SERVER_GAVE_UP', hint: 'See the log of the server.', cause: thrown })
    : new UsageError(text, {
        code: 'LOAD_REFUSED',
        hint: HINTS[code ?? ''] ?? 'See what the server says of the row.',
        cause: thrown,
      });
}
