import { test as withDatabase } from 'elementaldb/vitest';
import { Kysely, PostgresDialect } from 'kysely';

import type { Database } from './schema.ts';

/** `orm` works on a database that only this test uses. */
export const test = withDatabase.extend<{ orm: Kysely<Database> }>({
  orm: async ({ db }, use) => use(new Kysely({ dialect: new PostgresDialect({ pool: db.pool }) })),
});
