import { describe, expect } from 'vitest';
import { databaseTest, defineTemplate, test } from 'elementaldb/vitest';
import 'elementaldb/vitest/matchers';

import { addSite, siteNames } from './site.ts';

test('a site is found after it was added', async ({ db }) => {
  await addSite(db.pool, 'depot');
  expect(await siteNames(db.pool)).toEqual(['depot']);
});

test('another test sees nothing of it', async ({ db }) => {
  expect(await siteNames(db.pool)).toEqual([]);
  expect(await addSite(db.pool, 'yard')).toBe(1);
});

test('a name is taken once', async ({ db }) => {
  await db.sql`INSERT INTO site (name) VALUES (${'depot'})`;
  await expect(addSite(db.pool, 'depot')).rejects.toMatchObject({ code: '23505' });
});

const twoSites = defineTemplate('two sites', ({ sql }) => sql`INSERT INTO site (name) VALUES ('depot'), ('yard')`);

const seeded = databaseTest({ template: twoSites });

seeded('a test starts with what its template holds', async ({ db }) => {
  expect(await siteNames(db.pool)).toEqual(['depot', 'yard']);
});

const quick = databaseTest({ isolation: 'transaction' });

describe('in a transaction', () => {
  quick('what is added is rolled back', async ({ db }) => {
    const client = await db.client();
    await addSite(client, 'depot');
    expect(await siteNames(client)).toEqual(['depot']);
  });

  quick('as the next one sees', async ({ db }) => {
    expect(await siteNames(await db.client())).toEqual([]);
  });
});

test('the schema is what was agreed on', async ({ db }) => {
  await expect(db).toHaveTable('site', { site_id: 'integer', name: 'text' });
  await expect(db).toMatchSchemaSnapshot('schema.txt');
});

test('the migrations can be run again and undone', { timeout: 60_000 }, async () => {
  await expect('migrations').toBeIdempotent();
  await expect('migrations').toBeReversible();
});
