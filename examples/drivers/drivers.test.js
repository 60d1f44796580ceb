// No connection that a test leaves open makes it, or the run, fail. In tests of your own, close them: the warnings say how.
import { describe, expect } from 'vitest';
import { test } from 'elementaldb/vitest';

import { drivers } from './drivers.js';

describe.each(Object.entries(drivers))('%s', (_, connect) => {
  test('ended', async ({ db }) => {
    const driver = await connect(db.url);
    expect(await driver.sites()).toEqual([]);
    await driver.end();
  });

  test('idle, not ended', async ({ db }) => {
    const driver = await connect(db.url);
    expect(await driver.sites()).toEqual([]);
  });

  test('a transaction left open', async ({ db }) => {
    const driver = await connect(db.url);
    expect(await driver.begin()).toBeTypeOf('function');
  });

  test('connecting when the test ends', async ({ db }) => {
    const driver = await connect(db.url);
    Promise.resolve(driver.sites()).catch(() => {});
    expect(db.isolation).toBe('database');
  });

  test('goes on after reset()', async ({ db }) => {
    const driver = await connect(db.url);
    expect(await driver.sites()).toEqual([]);
    await db.sql`INSERT INTO site (name) VALUES ('depot')`;
    expect(await driver.sites()).toHaveLength(1);
    await db.reset();
    expect(await driver.sites()).toEqual([]);
    await driver.end();
  });

  test('goes on after reset() and is not ended', async ({ db }) => {
    const driver = await connect(db.url);
    expect(await driver.sites()).toEqual([]);
    await db.sql`INSERT INTO site (name) VALUES ('depot')`;
    await db.reset();
    expect(await driver.sites()).toEqual([]);
  });

  test('a transaction goes on after reset()', async ({ db }) => {
    const driver = await connect(db.url);
    const commit = await driver.begin();
    await db.sql`INSERT INTO site (name) VALUES ('depot')`;
    await db.reset();
    await commit();
    expect(await driver.sites()).toEqual([]);
    await driver.end();
  });

  test('a moment later nothing has failed', async ({ db }) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await db.sql`SELECT * FROM site`).toEqual([]);
  });
});
