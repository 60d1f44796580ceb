import type { Migration } from '../migrations/pairs/migration.ts';
import { readMigration } from '../migrations/pairs/read-migration.ts';

/** A migration with the text of its two halves, undefined where the file is missing. */
export interface MigrationSource {
  migration: Migration;
  up: string | undefined;
  down: string | undefined;
}

/** Reads both halves of every migration. */
export async function readSources(migrations: readonly Migration[]): Promise<MigrationSource[]> {
  return Promise.all(
    migrations.map(async (migration) => ({
      migration,
      up: await readMigration(migration, 'up'),
      down: await readMigration(migration, 'down'),
    })),
  );
}
