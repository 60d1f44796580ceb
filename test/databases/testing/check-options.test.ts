import { expect, test } from 'vitest';

import { defineTemplate } from '../../../src/databases/templates/define-template.ts';
import { checkTestOptions } from '../../../src/databases/testing/check-options.ts';
import { sqlTag } from '../../../src/databases/testing/sql-tag.ts';

test.each([
  [{ limit: 0 }, /limit must be 1 or more/],
  [{ limit: 1.5 }, /limit must be a whole number/],
  [{ limit: '4' }, /limit must be a number/],
  [{ maxBytes: Number.NaN }, /maxBytes must be/],
  [{ migrations: 3 }, /migrations must be a string/],
  [{ reuse: 'no' }, /reuse must be true or false/],
  [{ server: 'docker' }, /server must be \{ kind/],
  [{ server: { kind: 'existing' } }, /server\.url must be a URL/],
  [{ settings: { work_mem: 4 } }, /settings\.work_mem must hold strings/],
  [{ migration: 'db' }, /there is no option "migration"/],
  ['db/migrations', /they must be an object/],
])('%j is refused, saying what and why', (options, message) => {
  expect(() => checkTestOptions(options)).toThrow(message);
  expect(() => checkTestOptions(options)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
});

test('all faults are told together', () => {
  expect(() => checkTestOptions({ limit: 0, reuse: 1 })).toThrow(/limit[^]*reuse/);
});

test('a description that is none is refused', () => {
  expect(() => checkTestOptions({ on: {} })).toThrow(expect.objectContaining({ code: 'BAD_TEST_SERVER' }));
});

test('what is right passes', () => {
  expect(() => checkTestOptions({})).not.toThrow();
  const all = {
    limit: 1,
    server: { kind: 'existing', url: 'postgresql://h/d' },
    template: 'empty',
    onProgress: () => 0,
  };
  expect(() => checkTestOptions(all)).not.toThrow();
});

test('a template without a builder, or with inputs that JSON cannot have, is refused', () => {
  const bad = expect.objectContaining({ code: 'BAD_TEMPLATE' });
  expect(() => Reflect.apply(defineTemplate, undefined, ['sites'])).toThrow(bad);
  expect(() => defineTemplate('sites', () => Promise.resolve(), { inputs: { seed: 1n } })).toThrow(bad);
  expect(() => defineTemplate('sites', () => Promise.resolve(), { inputs: () => 1 })).toThrow(bad);
});

test('what is no value is not sent as one', async () => {
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
