import type { Migration } from '../migrations/pairs/migration.ts';
import { readMigration } from '../migrations/pairs/read-migration.ts';

/** A migration with the text of its two files, undefined where one is missing. */
export interface MigrationSource {
  migration: Migration;
  up: string | undefined;
  down: string | undefined;
}

/** One file of a pair: path and text. */
export interface SqlFile {
  file: string | undefined;
  sql: string | undefined;
}

export async function readSources(migrations: readonly Migration[]): Promise<MigrationSource[]> {
  return Promise.all(
    migrations.map(async (migration) => ({
      migration,
      up: await readMigration(migration, 'up'),
      down: await readMigration(migration, 'down'),
    })),
  );
}

/** Whether the folder has no downs at all: then only ups are judged. */
export function isForwardOnly({ migration, down }: MigrationSource): boolean {
  return migration.isForwardOnly === true && down === undefined;
}

export function upFile({ migration, up }: MigrationSource): SqlFile {
  return { file: migration.up, sql: up };
}

export function downFile({ migration, down }: MigrationSource): SqlFile {
  return { file: migration.down, sql: down };
}
