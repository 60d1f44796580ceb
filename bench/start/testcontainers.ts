/** Testcontainers as its documentation shows it, then the same migrations. */
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { Client } from 'pg';

import { findMigrations } from '../../src/migrations/pairs/find-migrations.ts';
import { readMigration } from '../../src/migrations/pairs/read-migration.ts';
import { firstQuery, measured, MIGRATIONS } from './measure.ts';

await measured(async () => {
  const container = await new PostgreSqlContainer(process.argv[2] ?? '').withUsername('python').start();
  const client = new Client({ connectionString: container.getConnectionUri() });
  await client.connect();
  for (const migration of (await findMigrations(MIGRATIONS)).migrations) {
    await client.query((await readMigration(migration, 'up')) ?? '');
  }
  await client.end();
  await firstQuery(container.getConnectionUri());
  return () => container.stop();
});
