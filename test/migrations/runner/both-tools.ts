import { test as base } from 'vitest';

import { type ScratchDatabase } from '../../database.ts';
import { golangMigrate } from './golang-migrate.ts';

export const found = await golangMigrate();

/** Tests that get the real golang-migrate, or are skipped for want of it. */
export const test = base.extend('migrate', ({ skip }) => ('missing' in found ? skip(found.missing) : found.migrate));

/** The ledger's rows, as text. */
export async function ledger({ client }: ScratchDatabase): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(
    `SELECT version || ' ' || dirty AS row FROM schema_migrations ORDER BY 1`,
  );
  return rows.map(({ row }) => row);
}

export async function tables({ client }: ScratchDatabase): Promise<string> {
  const { rows } = await client.query<{ names: string | null }>(
    `SELECT string_agg(relname, ' ' ORDER BY relname) AS names FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'schema_migrations'`,
  );
  return rows[0]?.names ?? '';
}
