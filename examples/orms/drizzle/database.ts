import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { test as withDatabase } from 'elementaldb/vitest';

/** `orm` works on a database that only this test uses. */
export const test = withDatabase.extend<{ orm: NodePgDatabase }>({
  orm: async ({ db }, use) => use(drizzle(db.pool)),
});
