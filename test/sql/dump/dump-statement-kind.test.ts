import { expect, test } from 'vitest';

import { dumpStatementKind } from '../../../src/sql/dump/dump-statement-kind.ts';

test.for([
  ['BEGIN', { kind: 'transaction' }],
  ['begin isolation level serializable', { kind: 'transaction' }],
  ['START TRANSACTION', { kind: 'transaction' }],
  ['COMMIT', { kind: 'transaction' }],
  ['END WORK', { kind: 'transaction' }],
  ['SET TRANSACTION READ WRITE', { kind: 'transaction' }],
  ['ROLLBACK', { kind: 'forbidden-transaction' }],
  ['ABORT', { kind: 'forbidden-transaction' }],
  [`COMMIT PREPARED 'x'`, { kind: 'forbidden-transaction' }],
  [`PREPARE TRANSACTION 'x'`, { kind: 'forbidden-transaction' }],
  ['ROLLBACK TO SAVEPOINT a', { kind: 'other' }],
  ['PREPARE p AS SELECT 1', { kind: 'other' }],
  ['BEGINNING', { kind: 'other' }],
  [`SET client_encoding = 'UTF8'`, { kind: 'set', name: 'client_encoding', value: 'UTF8' }],
  ['SET SESSION Lock_Timeout TO 0', { kind: 'set', name: 'lock_timeout', value: '0' }],
  ['INSERT INTO public.site VALUES (1)', { kind: 'insert', table: ['public', 'site'] }],
  ['COPY "S x"."t""q" (a) FROM stdin', { kind: 'copy', table: ['S x', 't"q'] }],
  ['COPY (SELECT 1) TO stdout', { kind: 'other' }],
  [`SELECT pg_catalog.set_config('search_path', '', false)`, { kind: 'other' }],
] as const)('%s', ([text, kind]) => {
  expect(dumpStatementKind(text)).toEqual(kind);
});
