import type { FoundMigrations } from '../migrations/find-migrations.ts';
import type { Migration } from '../migrations/migration.ts';
import { readLintFile, type LintFile } from './parse-file.ts';

/** Both files of a migration, parsed. */
export interface ParsedPair {
  migration: Migration;
  up: LintFile | undefined;
  down: LintFile | undefined;
}

/** So many files are open at a time. */
const AT_ONCE = 64;

/** Reads and parses every file of a folder. */
export async function readChain({ migrations }: FoundMigrations): Promise<ParsedPair[]> {
  const pairs: ParsedPair[] = [];
  for (let at = 0; at < migrations.length; at += AT_ONCE) {
    const some = migrations.slice(at, at + AT_ONCE);
    pairs.push(...(await Promise.all(some.map(parsePair))));
  }
  return pairs;
}

async function parsePair(migration: Migration): Promise<ParsedPair> {
  const { up, down } = migration;
  return {
    migration,
    up: up === undefined ? undefined : await readLintFile(up, 'up'),
    down: down === undefined ? undefined : await readLintFile(down, 'down'),
  };
}
