import { crc32 } from 'node:zlib';

import type { LedgerName } from './ledger.ts';

const SALT = 1_486_364_155n;

/**
 * The two advisory lock keys golang-migrate may use for a database: opened by URL it hashes the URL's path with the
 * slash, embedded in a Go program (`WithInstance`) the bare name, so the two do not exclude each other. Whoever takes
 * both, in this order, excludes both.
 *
 * @see https://github.com/golang-migrate/migrate/blob/master/database/util.go
 */
export function lockKeys(ledger: LedgerName, database: string): [byUrl: bigint, byName: bigint] {
  return [lockKey(ledger, `/${database}`), lockKey(ledger, database)];
}

function lockKey(ledger: LedgerName, database: string): bigint {
  const sum = BigInt(crc32([ledger.schema, ledger.table, database].join('\0')));
  return BigInt.asUintN(32, sum * SALT);
}
