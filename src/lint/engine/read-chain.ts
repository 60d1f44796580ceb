import type { FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import type { Migration } from '../../migrations/pairs/migration.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import { readLintFile, type LintFile } from './parse-file.ts';

/** Both files of a migration, parsed. */
export interface ParsedPair {
  migration: Migration;
  up: LintFile | undefined;
  down: LintFile | undefined;
}

/** So many pairs are parsed before the first of them is looked at: it is faster to go on with one objectKey for a while. */
const AT_ONCE = 64;

/** Reads and parses every file of a folder, some pairs at a time: the trees of all would fill the memory. */
export function* readChain({ migrations }: FoundMigrations, parser: PgParser): Generator<ParsedPair> {
  for (let at = 0; at < migrations.length; at += AT_ONCE) {
    yield* migrations.slice(at, at + AT_ONCE).map((migration) => readPair(migration, parser));
  }
}

function readPair(migration: Migration, parser: PgParser): ParsedPair {
  const { up, down } = migration;
  return {
    migration,
    up: up === undefined ? undefined : readLintFile(up, 'up', parser),
    down: down === undefined ? undefined : readLintFile(down, 'down', parser),
  };
}
