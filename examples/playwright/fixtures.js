import { once } from 'node:events';

import { test as plain } from '@playwright/test';
import { testDatabase } from 'elementaldb/testing';

import { createApp } from './app.js';

/** Each test has its own database, and the application running on it; `request` and `page` know its address. */
export const test = plain.extend({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures from this very pattern
  db: async ({}, use) => {
    const db = await testDatabase();
    await use(db);
    await db[Symbol.asyncDispose]();
  },
  baseURL: async ({ db }, use) => {
    const app = createApp(db.url).listen(0, '127.0.0.1');
    await once(app, 'listening');
    await use(`http://127.0.0.1:${app.address().port}`);
    app.close();
    app.closeAllConnections();
    await once(app, 'close');
  },
});
