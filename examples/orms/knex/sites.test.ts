import { describe, expect } from 'vitest';

import { test } from './database.ts';

describe.concurrent('sites', () => {
  test.for(['depot', 'yard'])('the %s, which is committed, is alone in its database', async (name, { orm }) => {
    await orm.transaction((tx) => tx('site').insert({ name }));
    expect(await orm('site').select()).toEqual([{ site_id: 1, name }]);
  });

  test('a transaction that fails adds nothing', async ({ orm }) => {
    const adding = orm.transaction(async (tx) => {
      await tx('site').insert({ name: 'depot' });
      await tx('site').insert({ name: 'depot' });
    });
    await expect(adding).rejects.toMatchObject({ code: '23505' });
    expect(await orm('site').select()).toEqual([]);
  });

  test('several transactions run at the same time', async ({ orm }) => {
    const names = ['depot', 'quay', 'yard'];
    await Promise.all(names.map((name) => orm.transaction((tx) => tx('site').insert({ name }))));
    expect(await orm('site').orderBy('name').pluck('name')).toEqual(names);
  });
});
