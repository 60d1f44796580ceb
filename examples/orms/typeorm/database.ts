import { test as withDatabase } from 'elementaldb/vitest';
import type { DataSource } from 'typeorm';

import { dataSource } from './data-source.ts';

/** `orm` works on a database that only this test uses. */
export const test = withDatabase.extend<{ orm: DataSource }>({
  orm: async ({ db }, use) => {
    const orm = await dataSource(db.url).initialize();
    await use(orm);
    await orm.destroy();
  },
});
