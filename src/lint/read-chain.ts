import type { FoundMigrations } from '../migrations/find-migrations.ts';
import type { Migration } from '../migrations/migration.ts';
import type { PgParser } from '../sql/pg-parser.ts';
import { readLintFile, type LintFile } from './parse-file.ts';

/** Both files of a migration, parsed. */
export interface ParsedPair {
  migration: Migration;
  up: LintFile | undefined;
  down: LintFile | undefined;
}

/** Reads and parses every file of a folder, each pair when it is asked for: the trees of all would fill the memory. */
export function* readChain({ migrations }: FoundMigrations, parser: PgParser): Generator<ParsedPair> {
  for (const migration of migrations) {
    const { up, down } = migration;
    yield {
      migration,
      up: up === undefined ? undefined : readLintFile(up, 'up', parser),
      down: down === undefined ? undefined : readLintFile(down, 'down', parser),
    };
  }
}
