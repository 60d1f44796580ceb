import { PrismaPg } from '@prisma/adapter-pg';
import { test as withDatabase } from 'elementaldb/vitest';

import { PrismaClient } from './client/client.ts';

/** `orm` works on a database that only this test uses. */
export const test = withDatabase.extend<{ orm: PrismaClient }>({
  orm: async ({ db }, use) => {
    const orm = new PrismaClient({ adapter: new PrismaPg({ connectionString: db.url }) });
    await use(orm);
    await orm.$disconnect();
  },
});
