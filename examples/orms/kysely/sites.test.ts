import type { Kysely } from 'kysely';
import { describe, expect } from 'vitest';

import { test } from './database.ts';
import type { Database } from './schema.ts';

describe.concurrent('sites', () => {
  test.for(['depot', 'yard'])('the %s, which is committed, is alone in its database', async (name, { orm }) => {
    await orm.transaction().execute((tx) => add(tx, name));
    expect(await orm.selectFrom('site').selectAll().execute()).toEqual([{ site_id: 1, name }]);
  });

  test('a transaction that fails adds nothing', async ({ orm }) => {
    const adding = orm.transaction().execute(async (tx) => {
      await add(tx, 'depot');
      await add(tx, 'depot');
    });
    await expect(adding).rejects.toMatchObject({ code: '23505' });
    expect(await orm.selectFrom('site').selectAll().execute()).toEqual([]);
  });

  test('several transactions run at the same time', async ({ orm }) => {
    const names = ['depot', 'quay', 'yard'];
    await Promise.all(names.map((name) => orm.transaction().execute((tx) => add(tx, name))));
    const found = await orm.selectFrom('site').select('name').orderBy('name').execute();
    expect(found).toEqual(names.map((name) => ({ name })));
  });
});

function add(db: Kysely<Database>, name: string): Promise<unknown> {
  return db.insertInto('site').values({ name }).execute();
}
