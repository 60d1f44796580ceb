import { describe, expect } from 'vitest';

import { test } from './database.ts';
import { Site } from './site.ts';

describe.concurrent('sites', () => {
  test.for(['depot', 'yard'])('the %s, which is committed, is alone in its database', async (name, { orm }) => {
    await orm.transaction((manager) => manager.insert(Site, { name }));
    expect(await orm.manager.find(Site)).toEqual([{ siteId: 1, name }]);
  });

  test('a transaction that fails adds nothing', async ({ orm }) => {
    const adding = orm.transaction(async (manager) => {
      await manager.insert(Site, { name: 'depot' });
      await manager.insert(Site, { name: 'depot' });
    });
    await expect(adding).rejects.toMatchObject({ code: '23505' });
    expect(await orm.manager.find(Site)).toEqual([]);
  });

  test('several transactions run at the same time', async ({ orm }) => {
    const names = ['depot', 'quay', 'yard'];
    await Promise.all(names.map((name) => orm.transaction((manager) => manager.insert(Site, { name }))));
    const found = await orm.manager.find(Site, { order: { name: 'ASC' } });
    expect(found.map(({ name }) => name)).toEqual(names);
  });
});
