import type { Client } from 'pg';

import type { StartOptions } from '../../databases/start.ts';
import { copyOut } from '../../postgres/copy-out.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { codeOf, EnvironmentError, messageOf } from '../../support/errors.ts';
import { withMigratedRowsCache, type MigratedRows } from './migrated-rows-cache.ts';
import { startThrowAway } from './throw-away.ts';
import { allRows, copyStatement } from '../output/write-tables.ts';
import { withSource } from '../source/source-session.ts';
import type { DumpTable } from '../tables/dump-table.ts';

/**
 * Makes a database with the migrations alone, reads the rows of its tables as COPY writes them, and removes it. The rows are
 * by the `id` of their table; tables without rows are left out. Of an embedded server they are cached.
 *
 * @throws the errors of `start`; EnvironmentError `SCHEMA_DIFFERS`
 */
export function migratedRows(options: StartOptions, tables: readonly DumpTable[]): Promise<MigratedRows> {
  return withMigratedRowsCache(options, tables, () => readMigratedRows(options, tables));
}

async function readMigratedRows(options: StartOptions, tables: readonly DumpTable[]): Promise<MigratedRows> {
  await using started = await startThrowAway(options);
  // Awaited here: the server goes with this scope.
  return await withSource(started.url, async ({ first }) => {
    const { rows } = await first.query<{ id: string }>(
      `SELECT n.nspname || '.' || c.relname AS id FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
    const present = new Set(rows.map(({ id }) => id));
    const missing = tables.filter(({ id }) => !present.has(id)).map(({ id }) => id);
    if (missing.length > 0) {
      throw new EnvironmentError(`the migrations do not make ${missing.join(', ')}`, {
        code: 'SCHEMA_DIFFERS',
        hint: 'Leave such tables out with --exclude, or add the migration that makes them.',
      });
    }
    const found = new Map<string, string[]>();
    for (const table of tables) {
      const lines = await linesOf(first, table);
      if (lines.length > 0) {
        found.set(table.id, lines);
      }
    }
    return found;
  });
}

async function linesOf(client: Client, table: DumpTable): Promise<string[]> {
  const lines: string[] = [];
  try {
    await copyOut(client, copyStatement(allRows(table)), (rows) => {
      for (const line of rows.toString('utf8').slice(0, -1).split('\n')) {
        lines.push(line);
      }
      return undefined;
    });
  } catch (error) {
    if (codeOf(error) === SQLSTATE.undefinedColumn) {
      throw new EnvironmentError(`${table.id} differs from what the migrations make: ${messageOf(error)}`, {
        code: 'SCHEMA_DIFFERS',
        hint: 'Find out who changed the table in the source, or leave it out with --exclude.',
        cause: error,
      });
    }
    throw error;
  }
  return lines;
}
