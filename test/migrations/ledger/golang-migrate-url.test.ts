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
  [`${URL}?x-multi-statement=false&x-unknown=1`, URL, {}, undefined],
  ['host=/tmp dbname=db', 'host=/tmp dbname=db', {}, undefined],
] as const)('%s', ([given, url, ledger, statementTimeout]) => {
  expect(parseGolangMigrateUrl(given)).toEqual({ url, ledger, statementTimeout });
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
