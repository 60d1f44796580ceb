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

/**
 * Reads and parses the files from an index on, in batches: the parse trees of all could fill the memory.
 *
 * @param contents of files that have been read, by path
 */
export function* readChain(
  { migrations }: FoundMigrations,
  parser: PgParser,
  from = 0,
  contents: ReadonlyMap<string, Buffer> = new Map(),
): Generator<ParsedPair> {
  for (let at = from; at < migrations.length; at += BATCH) {
    yield* migrations.slice(at, at + BATCH).map((migration) => readPair(migration, parser, contents));
  }
}

function readPair(migration: Migration, parser: PgParser, contents: ReadonlyMap<string, Buffer>): ParsedPair {
  return {
    migration,
    up: readLintFile(migration, 'up', parser, contents),
    down: readLintFile(migration, 'down', parser, contents),
  };
}
