import { randomBytes } from 'node:crypto';

import { test as plainTest } from 'vitest';

import { quoteIdentifier } from '../../../src/sql/quote.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { days, SMALL_DATASETS, SMALL_SCHEMA } from './small-world.ts';

interface Role {
  name: string;
  /** The test's database, as this role. */
  url: string;
}

interface Fixtures {
  database: ScratchDatabase;
  role: Role;
}

export const test = plainTest.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
  database: async ({}, use) => {
    await using database = await scratchDatabase('rights');
    await database.client.query(SMALL_SCHEMA);
    await use(database);
  },
  role: async ({ database: { client, url } }, use) => {
    const name = `elementaldb-${randomBytes(6).toString('hex')}`;
    const quoted = quoteIdentifier(name);
    await client.query(`CREATE ROLE ${quoted} LOGIN PASSWORD 'x'`);
    const own = new URL(url);
    own.username = name;
    own.password = 'x';
    await use({ name: quoted, url: own.href });
    await client.query(`DROP OWNED BY ${quoted}; DROP ROLE ${quoted}`);
  },
});

export const WORLD = { span: days('2024-12-30', '2025-01-01'), own: SMALL_DATASETS };
