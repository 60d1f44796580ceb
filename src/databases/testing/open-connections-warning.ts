import { hidePasswords } from '../../postgres/safe-url.ts';
import type { OpenSession } from '../pool/open-sessions.ts';

/** How much of a statement is shown. */
const MAX_LENGTH = 100;

/** The call that closes the connections of a driver, by the `application_name` that it sets. */
const CLOSING_CALLS: Readonly<Record<string, string>> = {
  'postgres.js': 'await sql.end()',
};
const OTHER_CALLS = 'await pool.end() or client.end(), db.destroy() with Kysely and Knex';

/**
 * What to tell about connections that are open when their test database is closed: how many, whose, the last statement,
 * and how to close them.
 */
export function openConnectionsWarning(database: string, sessions: readonly OpenSession[]): string {
  const [first] = sessions;
  const name = first?.applicationName ?? '';
  const facts = [
    name === '' ? 'application_name is empty' : `application_name is "${name}"`,
    ...(first === undefined || first.query === '' ? [] : [`the last statement was: ${oneLine(first.query)}`]),
    ...(sessions.some(({ state }) => state.startsWith('idle in transaction')) ? ['a transaction is open'] : []),
  ];
  const count = sessions.length === 1 ? '1 connection is' : `${sessions.length} connections are`;
  return [
    `${count} still open in the test database ${database}, which was closed; ${facts.join('; ')}.`,
    `The database stays until they are closed. Close them in the test: ${CLOSING_CALLS[name] ?? OTHER_CALLS}.`,
  ].join('\n');
}

/** In one line, cut, without what may be a password. */
function oneLine(statement: string): string {
  const text = hidePasswords(statement.replaceAll(/\s+/g, ' ').trim());
  if (/passw|pwd/i.test(text)) {
    return '(not shown: it names a password)';
  }
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)} …` : text;
}
