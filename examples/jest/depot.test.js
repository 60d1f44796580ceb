import { expect, test } from '@jest/globals';

import { database } from './database.js';

test.each([1, 2, 3])('the depot is alone in database %i', async () => {
  const db = await database();
  await db.sql`INSERT INTO site (name) VALUES (${'depot'})`;
  expect(await db.sql`SELECT site_id, name FROM site`).toEqual([{ site_id: 1, name: 'depot' }]);
});
