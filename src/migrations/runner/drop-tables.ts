import { quoteIdentifier } from '../../sql/quote.ts';
import { EnvironmentError, messageOf } from '../../support/errors.ts';
import { type LockOptions, type MigrationTarget, withLockedSession } from './migration-session.ts';

/**
 * Drops all tables of the current schema with what depends on them, the ledger among them, as golang-migrate's
 * `migrate drop`. Types, functions, views without tables, and other schemas stay.
 *
 * @returns the current schema, undefined where the search path names none that exists, and what was dropped
 * @throws EnvironmentError `TABLE_NOT_DROPPED`; the tables before it are gone; `LOCK_TIMEOUT`
 */
export async function dropTables(
  target: MigrationTarget,
  options: LockOptions = {},
): Promise<{ schema: string | undefined; tables: string[] }> {
  return withLockedSession(target, options, async ({ client }) => {
    const { rows: current } = await client.query<{ schema: string | null }>('SELECT current_schema() AS schema');
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 2`,
    );
    for (const { schema, name } of rows) {
      const table = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
      try {
        await client.query(`DROP TABLE IF EXISTS ${table} CASCADE`);
      } catch (error) {
        throw new EnvironmentError(`cannot drop ${table}: ${messageOf(error)}`, {
          code: 'TABLE_NOT_DROPPED',
          hint: 'Drop what needs it, or connect as its owner, then repeat the command.',
          cause: error,
        });
      }
    }
    return { schema: current[0]?.schema ?? undefined, tables: rows.map(({ name }) => name) };
  });
}
