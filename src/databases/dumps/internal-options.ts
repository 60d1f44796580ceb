import type { Client } from 'pg';

import type { ServerVersion } from '../../servers/server.ts';
import { EnvironmentError } from '../../support/errors.ts';

/**
 * The first server seen that writes internal options into columns is 15.20; its own `pg_dump` leaves them out. These are the last
 * minor releases before it, by major version: their `pg_dump` writes the options into the file, and no `pg_restore` can set them.
 */
const LAST_WITHOUT: Readonly<Record<number, number>> = { 15: 19, 16: 14, 17: 10, 18: 4 };

/** In words, for a hint. */
const NEEDED = 'the minor release of November 2026, such as 15.20, or a newer one';

/** The hint for a file that an older `pg_dump` wrote; undefined if `said` does not show one. */
export function internalOptionsAdvice(said: string): string | undefined {
  return /unrecognized parameter "pg_\w+"/.test(said)
    ? `The database is unchanged. Write the file again with pg_dump of ${NEEDED}.`
    : undefined;
}

/** Whether the server has written internal options into columns of the database. */
export async function hasInternalOptions(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_attribute WHERE attoptions::text ~ '[{,"]pg_') AS has`,
  );
  return rows[0]?.has === true;
}

/**
 * The programs whose `pg_dump` leaves internal options out.
 *
 * @throws EnvironmentError `NO_PG_DUMP` if there is none
 */
export function withoutInternalOptions<T extends { version: ServerVersion }>([first, ...others]: readonly [
  T,
  ...T[],
]): [T, ...T[]] {
  const [fit, ...more] = [first, ...others].filter(
    ({ version: { major, number } }) => number % 10_000 > (LAST_WITHOUT[major] ?? -1),
  );
  if (fit === undefined) {
    throw new EnvironmentError(
      `pg_dump ${first.version.text} would write internal options of this server's columns into the file, which then cannot be restored`,
      {
        code: 'NO_PG_DUMP',
        hint: `Install the client of ${NEEDED}, name its folder with --pg-bin, or use the client of the server's container with --in-container.`,
      },
    );
  }
  return [fit, ...more];
}
