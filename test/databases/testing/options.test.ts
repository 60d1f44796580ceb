import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { readDatabaseOptions, readServerOptions } from '../../../src/databases/testing/options.ts';
import { sqlTag } from '../../../src/databases/testing/sql-tag.ts';

const read = (options: unknown): unknown => Reflect.apply(readDatabaseOptions, undefined, [options]);

test.each([
  [{ limit: 0 }, 'limit', 'limit must be 1 or more'],
  [{ limit: 1.5 }, 'limit', 'limit must be a whole number'],
  [{ limit: '4' }, 'limit', 'limit must be a number'],
  [{ maxBytes: Number.NaN }, 'maxBytes', 'maxBytes must be a number'],
  [{ migrations: 3 }, 'migrations', 'migrations must be a string'],
  [{ reuse: 'no' }, 'reuse', 'reuse must be true or false'],
  [{ isolation: 'none' }, 'isolation', 'isolation must be "database" or "transaction"'],
  [
    { server: 'docker' },
    'server',
    "server must be { kind: 'embedded' }, { kind: 'docker' } or { kind: 'existing', url }",
  ],
  [{ server: { kind: 'existing' } }, 'server.url', 'server.url is missing'],
  [{ settings: { work_mem: 4 } }, 'settings.work_mem', 'settings.work_mem must be a string'],
  [{ migration: 'db' }, 'migration', 'unknown option "migration"; did you mean "migrations"?'],
  ['db/migrations', '', 'the options must be an object'],
  [{ on: {} }, 'on', 'on does not describe a server'],
])('%j is an invalid option', (options, option, problem) => {
  expect(() => read(options)).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      option,
      message: `invalid option for testDatabase: ${problem}`,
      hint: expect.stringContaining('.'),
    }),
  );
});

test('all invalid options are reported together, the first one by name', () => {
  expect(() => read({ limit: 0, reuse: 1 })).toThrow(
    expect.objectContaining({
      option: 'limit',
      message: 'invalid options for testDatabase:\n  limit must be 1 or more\n  reuse must be true or false',
    }),
  );
});

test('options of testDatabase are unknown to startTestServer', () => {
  expect(() => Reflect.apply(readServerOptions, undefined, [{ limit: 1 }])).toThrow(
    'invalid option for startTestServer: unknown option "limit"',
  );
});

test('a plan has absolute paths and every default', () => {
  expect(readDatabaseOptions({ template: 'empty', limit: 1 })).toMatchObject({
    source: { template: 'empty', allowClusterWide: false, files: { migrations: resolve('migrations') } },
    server: { kind: 'shared', isForeign: false },
    limits: { limit: 1 },
    isolation: 'database',
  });
  const url = 'postgresql://h/d';
  expect(readServerOptions({ server: { kind: 'existing', url } }).server).toMatchObject({
    kind: 'separate',
    isForeign: true,
  });
  expect(readServerOptions({ server: { kind: 'docker' }, reuseContainer: true }).server).toMatchObject({
    kind: 'reused-container',
    isForeign: true,
  });
});

test('a template without a builder, or with inputs that JSON cannot have, is refused', () => {
  const bad = expect.objectContaining({ code: 'INVALID_OPTION' });
  expect(() => Reflect.apply(defineTemplate, undefined, ['sites'])).toThrow(bad);
  expect(() => defineTemplate('sites', () => Promise.resolve(), { inputs: { seed: 1n } })).toThrow(bad);
  expect(() => defineTemplate('sites', () => Promise.resolve(), { inputs: () => 1 })).toThrow(bad);
});

test('a function, symbol or promise is not sent as a value', async () => {
  const sql = sqlTag(() => Promise.reject(new Error('sent')));
  const refused = { code: 'NOT_A_VALUE' };
  await expect(sql`SELECT ${sql`SELECT 1`.catch(() => 0)}`).rejects.toMatchObject(refused);
  await expect(sql`SELECT ${1}, ${() => 1}`).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining('$2'),
  });
  await expect(sql`SELECT ${Symbol('name')}`).rejects.toMatchObject(refused);
  await expect(sql`SELECT ${null}`).rejects.toThrow('sent');
});
