import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { connect } from '../../src/postgres/connect.ts';

test.each([
  'postgresql://u:sec#ret@127.0.0.1:1/db',
  'postgresql://u:1#ret@127.0.0.1:1/db',
  'postgresql://u:1?ret@127.0.0.1:1/db',
  'postgresql://u:s/ret@127.0.0.1:1/db',
  'postgresql://u:ret@127.0.0.1:port/db',
  'postgresql://u:ret%E0%A4@127.0.0.1:1/db',
  'notaurl-ret',
  'localhost:5432/ret',
  'http://u:ret@127.0.0.1:1/db',
  'host=127.0.0.1 password=ret',
])('%s: the error says how to fix the URL, without the password', async (url) => {
  const error: unknown = await connect(url).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'BAD_URL', kind: 'usage' });
  expect(String(error)).toContain('invalid database URL');
  expect(inspect(error)).not.toContain('ret');
});

test('an unreadable certificate is named', async () => {
  await expect(
    connect('postgresql://u@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/nowhere/ca.pem'),
  ).rejects.toMatchObject({
    code: 'BAD_URL',
    message: expect.stringContaining('/nowhere/ca.pem'),
  });
});

test.each(['postgresql://127.0.0.1:1/db?user=u@h', 'postgresql://u:p%23%3F@127.0.0.1:1/a?connect_timeout=1'])(
  '%s is a URL',
  async (url) => {
    await expect(connect(url)).rejects.toMatchObject({ code: 'CANNOT_CONNECT' });
  },
);
