import { describe, expect } from 'vitest';

import { test } from './database.ts';
import { site } from './schema.ts';

describe.concurrent('sites', () => {
  test.for(['depot', 'yard'])('the %s, which is committed, is alone in its database', async (name, { orm }) => {
    await orm.transaction((tx) => tx.insert(site).values({ name }));
    expect(await orm.select().from(site)).toEqual([{ siteId: 1, name }]);
  });

  test('a transaction that fails adds nothing', async ({ orm }) => {
    const adding = orm.transaction(async (tx) => {
      await tx.insert(site).values({ name: 'depot' });
      await tx.insert(site).values({ name: 'depot' });
    });
    await expect(adding).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await orm.select().from(site)).toEqual([]);
  });

  test('several transactions run at the same time', async ({ orm }) => {
    const names = ['depot', 'quay', 'yard'];
    await Promise.all(names.map((name) => orm.transaction((tx) => tx.insert(site).values({ name }))));
    expect(await orm.select({ name: site.name }).from(site).orderBy(site.name)).toEqual(
      names.map((name) => ({ name })),
    );
  });
});
