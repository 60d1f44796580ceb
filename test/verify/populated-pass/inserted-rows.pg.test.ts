import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { startServer } from '../../../src/servers/select.ts';
import { insertConflictingRows, readInsertedRows } from '../../../src/verify/populated-pass/inserted-rows.ts';

test('rows inserted into a table with a column called inserted get a conflicting row with the same key', async () => {
  const { server } = await startServer();
  try {
    const database = server.connection('postgres');
    await withConnection(database, async (client) => {
      await client.query('CREATE TABLE crop (id int PRIMARY KEY, inserted text, elementaldb text)');
      const before = await describeSchema(client);
      await client.query("INSERT INTO crop VALUES (1, 'rye', 'x')");
      const insertedRows = await readInsertedRows(client, diff(before, await describeSchema(client)));
      expect(insertedRows.map(({ table, rows }) => [table, JSON.parse(rows)])).toEqual([
        ['public.crop', [{ id: 1, inserted: 'rye', elementaldb: 'x' }]],
      ]);
      await client.query('DELETE FROM crop');
      expect(await insertConflictingRows(client, insertedRows)).toEqual([]);
      const { rows } = await client.query('SELECT * FROM crop');
      expect(rows).toEqual([{ id: 1, inserted: 'rye~', elementaldb: 'x~' }]);
    });
  } finally {
    await server.stop();
  }
});
