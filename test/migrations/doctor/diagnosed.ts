import { expect } from 'vitest';

import { diagnose } from '../../../src/migrations/doctor/diagnose.ts';
import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../migrations-folder.ts';

/** The rules of what is found after `prepare`. */
export async function rulesAfter(
  files: Record<string, string>,
  sql: string,
  later: Record<string, string> = {},
): Promise<string[]> {
  await using database = await scratchDatabase();
  await using folder = await migrationsFolder(files);
  await migrateUp(database.url, { folder: folder.path });
  await folder.write(later);
  if (sql !== '') {
    await database.client.query(sql);
  }
  const { findings, healthy } = await diagnose(database.url, { folder: folder.path });
  expect(healthy).toBe(findings.length === 0);
  return findings.map(({ rule }) => rule);
}
