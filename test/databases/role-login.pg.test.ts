import { expect, test } from 'vitest';

import { giveLogin } from '../../src/databases/role-login.ts';
import { scratchDatabase } from '../database.ts';

test('processes that share a server may all give a role its login at the same moment', async () => {
  await using database = await scratchDatabase('role_login');
  const role = database.name;
  await database.client.query(`CREATE ROLE ${role} LOGIN`);
  try {
    for (let round = 0; round < 10; round += 1) {
      const logins = await Promise.all(Array.from({ length: 8 }, () => giveLogin(database.url, 'secret', role)));
      expect(new Set(logins.map(({ password }) => password)).size).toBe(1);
    }
  } finally {
    await database.client.query(`DROP ROLE ${role}`);
  }
});
