import { fileURLToPath } from 'node:url';

import { openCluster, type Cluster } from '../../../src/databases/pool/cluster.ts';
import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import type { TestDatabase } from '../../../src/databases/testing/test-database.ts';
import type { TestDatabaseOptions } from '../../../src/databases/testing/options.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { ownServer } from './own-server.ts';

export const MIGRATIONS = fileURLToPath(new URL('../../../fixtures/verify/down-empty/good/', import.meta.url));

export const own = ownServer();

/** One table with a row and a sequence that has counted. */
const site = defineTemplate(
  'site',
  ({ sql }) => sql`CREATE TABLE site AS SELECT 'depot' AS name`.then(() => sql`CREATE SEQUENCE reading`),
  { from: 'empty' },
);

export function database(change: TestDatabaseOptions = {}): Promise<TestDatabase> {
  return testDatabase({ on: own.server.description, template: site, ...change });
}

export async function openAdmin(): Promise<AsyncDisposable & { cluster: Cluster }> {
  const cluster = await openCluster(own.server.description);
  return { cluster, [Symbol.asyncDispose]: () => cluster.end() };
}

export async function oidOf(name: string): Promise<string> {
  return withConnection(own.server.description.url, async (client) => {
    const { rows } = await client.query('SELECT oid::text FROM pg_database WHERE datname = $1', [name]);
    return rows[0]?.oid ?? '';
  });
}
