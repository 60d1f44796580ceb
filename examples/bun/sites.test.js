import { SQL } from 'bun';
import { expect, test } from 'bun:test';

import { database } from './database.js';

for (const name of ['depot', 'yard']) {
  test(`the ${name}, which is committed, is alone in its database`, async () => {
    await using sql = new SQL((await database()).url);
    await sql.begin((tx) => tx`INSERT INTO site (name) VALUES (${name})`);
    expect([...(await sql`SELECT site_id, name FROM site`)]).toEqual([{ site_id: 1, name }]);
  });
}

test('a transaction that fails adds nothing', async () => {
  const db = await database();
  const client = await db.client();
  await client.query('BEGIN');
  await client.query("INSERT INTO site (name) VALUES ('depot')");
  await client.query('ROLLBACK');
  expect(await db.sql`SELECT FROM site`).toEqual([]);
});
