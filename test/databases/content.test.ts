import { join, relative } from 'node:path';

import { expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { readDatabaseOptions } from '../../src/databases/testing/options.ts';
import { migrationsFolder, tablePairs } from '../migrations/migrations-folder.ts';

test('a relative path or pattern for the client data of a test database names the file beside the migrations', async () => {
  await using folder = await migrationsFolder({ ...tablePairs(1), '900000_demo.up.sql': 'SELECT 1' });
  const migrations = relative(process.cwd(), folder.path);
  for (const name of ['900000_demo.up.sql', '9*.up.sql']) {
    const { source } = readDatabaseOptions({ migrations, clientData: join(migrations, name) });
    expect(await readContent(source.files)).toMatchObject({
      version: 1n,
      clientData: expect.stringMatching(/900000_demo\.up\.sql$/),
    });
  }
});

test('a pattern for the client data that no file matches is refused', async () => {
  await using folder = await migrationsFolder({ ...tablePairs(2), '999999_client_data.up.sql': 'SELECT 1' });
  const files = { migrations: folder.path, clientData: join(folder.path, '8*_demo.up.sql') };
  await expect(readContent(files)).rejects.toMatchObject({
    code: 'CLIENT_DATA_MISSING',
    kind: 'usage',
    message: `no file matches ${files.clientData}, the pattern for the client data`,
    hint: `Correct --client-data: * stands for any part of the name of an up file in ${folder.path}. Or use "--client-data none".`,
  });
  // An earlier version is made without client data.
  expect((await readContent({ ...files, to: '1' })).clientData).toBeUndefined();
});
