import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

import type { VerifyReport } from '../../../src/verify/report/verdict.ts';
import { verifyMigrations, type VerifyMigrationsOptions } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder, type MigrationsFolder } from '../../migrations/migrations-folder.ts';
import { ownCache, type OwnCache } from '../../own-cache.ts';

/** A cache for this file; its verdicts are told apart by what `chain` puts into the first file. */
export let cache: string;

export let chains = 0;

/** Three pairs that no other test has; the second down leaves a table behind. */
export async function chain(others: Record<string, string> = {}): Promise<MigrationsFolder> {
  chains += 1;
  return migrationsFolder({
    '1_a.up.sql': `-- ${chains}\nCREATE TABLE IF NOT EXISTS a (n int);`,
    '1_a.down.sql': 'DROP TABLE IF EXISTS a;',
    '2_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (n int);',
    '2_b.down.sql': '-- forgotten',
    '3_c.up.sql': 'CREATE TABLE IF NOT EXISTS c (n int);',
    '3_c.down.sql': 'DROP TABLE IF EXISTS c;',
    ...others,
  });
}

export function verify(
  { path }: MigrationsFolder,
  options: Partial<VerifyMigrationsOptions> = {},
): Promise<VerifyReport> {
  return verifyMigrations({ migrations: path, populated: false, ...options });
}

export const cachedEntries = (): string[] => readdirSync(join(cache, 'verdicts')).toSorted();

/** A cache for the tests of the file. */
export function useOwnCache(): void {
  let own: OwnCache;
  beforeAll(() => {
    own = ownCache();
    cache = own.path;
  });
  afterAll(() => own[Symbol.dispose]());
}
