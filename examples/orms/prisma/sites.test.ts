import { describe, expect } from 'vitest';

import { test } from './database.ts';

describe.concurrent('sites', () => {
  test.for(['depot', 'yard'])('the %s, which is committed, is alone in its database', async (name, { orm }) => {
    await orm.$transaction([orm.site.create({ data: { name } })]);
    expect(await orm.site.findMany()).toEqual([{ siteId: 1, name }]);
  });

  test('a transaction that fails adds nothing', async ({ orm }) => {
    const adding = orm.$transaction(async (tx) => {
      await tx.site.create({ data: { name: 'depot' } });
      await tx.site.create({ data: { name: 'depot' } });
    });
    await expect(adding).rejects.toMatchObject({ code: 'P2002' });
    expect(await orm.site.findMany()).toEqual([]);
  });

  test('several transactions run at the same time', async ({ orm }) => {
    const names = ['depot', 'quay', 'yard'];
    await Promise.all(names.map((name) => orm.$transaction((tx) => tx.site.create({ data: { name } }))));
    const found = await orm.site.findMany({ orderBy: { name: 'asc' } });
    expect(found.map(({ name }) => name)).toEqual(names);
  });
});
