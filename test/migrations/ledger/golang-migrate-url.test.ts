import { expect, test } from 'vitest';

import { parseGolangMigrateUrl } from '../../../src/migrations/ledger/golang-migrate-url.ts';

const URL = 'postgres://u:p@h:5432/db';

test.for([
  [`${URL}?sslmode=disable`, `${URL}?sslmode=disable`, {}, undefined],
  [URL, URL, {}, undefined],
  [`${URL}?x-migrations-table=my.t&sslmode=disable`, `${URL}?sslmode=disable`, { table: 'my.t' }, undefined],
  [
    `${URL}?x-migrations-table=%22s%22.%22t%22&x-migrations-table-quoted=1`,
    URL,
    { schema: 's', table: 't' },
    undefined,
  ],
  [`${URL}?x-migrations-table="t"&x-migrations-table-quoted=true&x-statement-timeout=1500`, URL, { table: 't' }, 1500],
  [`${URL}?x-multi-statement=false&x-multi-statement-max-size=9`, URL, {}, undefined],
  ['host=/tmp dbname=db', 'host=/tmp dbname=db', {}, undefined],
] as const)('%s', ([given, url, ledger, statementTimeout]) => {
  expect(parseGolangMigrateUrl(given)).toMatchObject({ url, ledger, statementTimeout });
});

test.for([
  ['postgres', { datestyle: 'ISO, MDY', extra_float_digits: '2' }],
  ['pgx5', {}],
] as const)('%s:// sends what its Go driver sends', ([scheme, session]) => {
  expect(parseGolangMigrateUrl(`${scheme}://h/db`)).toMatchObject({ session });
});

test.for([
  ['x-migration-table=t', 'Write x-migrations-table.'],
  ['x-migrations_table=t', 'Write x-migrations-table.'],
  ['x-nothing=1', 'Remove it: golang-migrate ignores it.'],
] as const)('%s is not ignored', ([query, hint]) => {
  expect(() => parseGolangMigrateUrl(`${URL}?${query}`)).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_URL_PARAMETER', hint }),
  );
});

test('a lock in a table would not exclude ours, so pgx:// is refused with one', () => {
  const url = 'pgx://h/db?x-lock-strategy=table';
  expect(() => parseGolangMigrateUrl(url)).toThrow('x-lock-strategy');
  expect(parseGolangMigrateUrl(url.replace('pgx:', 'pgx5:'))).toMatchObject({ url: 'pgx5://h/db' });
});

test.for([
  'x-multi-statement=true',
  'x-multi-statement=maybe',
  'x-statement-timeout=5s',
  'x-migrations-table=t&x-migrations-table-quoted=true',
])('rejects %s without showing the password', (query) => {
  expect(() => parseGolangMigrateUrl(`${URL}?${query}`)).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_URL_PARAMETER', message: expect.not.stringContaining('u:p') }),
  );
});
