import { expect, test } from 'vitest';

import { seeded } from '../../../src/energy/seed/seeded.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { schemaText } from '../../../src/vitest/schema-matchers.ts';
import { MIGRATIONS, own } from './seeded-template.ts';

own.startForFile();

test('the tables that record what is seeded are not part of the schema', async () => {
  const template = seeded({ sites: 1, clients: 1, from: '2024-01-01', to: '2024-01-02', datasets: ['weather'] });
  const on = own.server.description;
  await using migrated = await testDatabase({ on, migrations: MIGRATIONS });
  await using withRows = await testDatabase({ on, migrations: MIGRATIONS, template });
  expect(await withRows.sql`SELECT FROM elementaldb_seed.units`).not.toEqual([]);
  const text = await schemaText(withRows);
  expect(text).toContain('table weather.visual_crossing ');
  expect(text).toBe(await schemaText(migrated));
});

test('an invalid day and an unknown profile are refused', () => {
  const bad = expect.objectContaining({ code: 'INVALID_OPTION' });
  expect(() => seeded({ from: '2024-1-1' })).toThrow(bad);
  expect(() => Reflect.apply(seeded, undefined, [{ profile: 'huge' }])).toThrow(bad);
});
