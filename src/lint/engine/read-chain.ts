import type { FoundMigrations } from '../../migrations/pairs/find-migrations.ts';
import type { Migration } from '../../migrations/pairs/migration.ts';
import type { PgParser } from '../../sql/pg-parser.ts';
import type { LintFile } from './lint-file.ts';
import { readLintFile } from './parse-file.ts';

/** Both files of a migration, parsed. */
export interface ParsedPair {
  migration: Migration;
  up: LintFile | undefined;
  down: LintFile | undefined;
}

/** Pairs that are parsed in one go: this is faster than to alternate between parsing and checking. */
const BATCH = 64;

/** Reads and parses every file of a folder in batches: the parse trees of all files could fill the memory. */
export function* readChain({ migrations }: FoundMigrations, parser: PgParser): Generator<ParsedPair> {
  for (let at = 0; at < migrations.length; at += BATCH) {
    yield* migrations.slice(at, at + BATCH).map((migration) => readPair(migration, parser));
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
