import { expect, test } from '@jest/globals';

import { database } from './database.js';

test.each([1, 2, 3])('the yard is alone in database %i', async () => {
  const db = await database();
  await db.sql`INSERT INTO site (name) VALUES (${'yard'})`;
  expect(await db.sql`SELECT site_id, name FROM site`).toEqual([{ site_id: 1, name: 'yard' }]);
});
