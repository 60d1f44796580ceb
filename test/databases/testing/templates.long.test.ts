import { expect, test } from 'vitest';

import { scratchDatabase } from '../../database.ts';
import { childWith } from './child.ts';
import { own, templates } from './template-builders.ts';

own.startForFile();

test('of 16 processes that ask for a template at once, one makes it', { timeout: 180_000 }, async () => {
  await using counts = await scratchDatabase();
  await counts.client.query('CREATE TABLE build (id serial)');
  const before = await templates();
  const children = Array.from({ length: 16 }, () =>
    childWith({ options: { on: own.server.description }, countIn: counts.url, end: true }),
  );
  const given = await Promise.all(children.map((child) => child.database));
  await Promise.all(children.map((child) => child.ended));
  expect(children.map((child) => child.stderr()).join('')).toBe('');
  expect(given.filter((database) => database !== undefined)).toHaveLength(16);
  expect((await counts.client.query('SELECT count(*)::int AS n FROM build')).rows).toEqual([{ n: 1 }]);
  expect(await templates()).toHaveLength(before.length + 1);
});

test('a builder that is killed leaves no template; the next builds it and its remains go', async () => {
  await using counts = await scratchDatabase();
  await counts.client.query('CREATE TABLE build (id serial)');
  const before = await own.databases();
  const dying = childWith({ options: { on: own.server.description }, countIn: counts.url, dieInBuild: true });
  expect(await dying.database).toBeUndefined();
  expect((await own.databases()).filter((name) => name.startsWith('elementaldb_new_'))).toHaveLength(1);
  expect((await own.databases()).filter((name) => name.startsWith('elementaldb_template_'))).toEqual(
    before.filter((name) => name.startsWith('elementaldb_template_')),
  );
  const next = childWith({ options: { on: own.server.description }, countIn: counts.url, end: true });
  expect(await next.database).toBeDefined();
  await next.ended;
  expect((await counts.client.query('SELECT count(*)::int AS n FROM build')).rows).toEqual([{ n: 2 }]);
  expect((await own.databases()).filter((name) => name.startsWith('elementaldb_new_'))).toEqual([]);
});
