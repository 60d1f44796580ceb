import { PostgreSqlContainer } from '@testcontainers/postgresql';

import { findMigrations } from '../../src/migrations/pairs/find-migrations.ts';
import { readMigration } from '../../src/migrations/pairs/read-migration.ts';
import { connected, type Arena, type Contender } from './contender.ts';

// Its reaper is one more container, and one more image.
process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';

/** As its documentation shows it: a container for each worker, a snapshot once it is migrated, restored after each test. */
export async function testcontainers({ image, migrations }: Arena): Promise<Contender> {
  const container = await new PostgreSqlContainer(image).withDatabase('bench').withUsername('python').start();
  const url = container.getConnectionUri();
  const client = await connected(url);
  for (const migration of (await findMigrations(migrations)).migrations) {
    await client.query((await readMigration(migration, 'up')) ?? '');
  }
  await client.end();
  await container.snapshot();
  return {
    take: () => Promise.resolve({ url, giveBack: () => container.restoreSnapshot() }),
    close: () => Promise.resolve(),
    afterwards: async () => void (await container.stop()),
  };
}
