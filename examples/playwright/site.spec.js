import { expect } from '@playwright/test';

import { test } from './fixtures.js';

for (const name of ['depot', 'yard', 'quay']) {
  test(`the ${name} is added and listed alone`, async ({ request, db }) => {
    expect((await request.post('/', { data: name })).status()).toBe(201);
    expect(await (await request.get('/')).json()).toEqual([name]);
    expect(await db.sql`SELECT site_id, name FROM site`).toEqual([{ site_id: 1, name }]);
  });
}
