import { test as withDatabase } from 'elementaldb/vitest';
import knex, { type Knex } from 'knex';

/** `orm` works on a database that only this test uses. */
export const test = withDatabase.extend<{ orm: Knex }>({
  orm: async ({ db }, use) => {
    const orm = knex({ client: 'pg', connection: db.url });
    await use(orm);
    await orm.destroy();
  },
});
