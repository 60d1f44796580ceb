import assert from 'node:assert/strict';
import { test } from 'node:test';

import { databaseFor } from './database.js';

for (const name of ['depot', 'yard', 'quay']) {
  void test(`the ${name} is alone in its database`, { concurrency: true }, async (t) => {
    const db = await databaseFor(t);
    await db.sql`INSERT INTO site (name) VALUES (${name})`;
    assert.deepEqual(await db.sql`SELECT site_id, name FROM site`, [{ site_id: 1, name }]);
  });
}
