import { Client } from 'pg';
import { expect, test, vi } from 'vitest';

import { allRows, writeTables, type TableRows } from '../../../src/client-data/output/write-tables.ts';
import { scratchDatabase } from '../../database.ts';
import { madeTable } from '../made-table.ts';

const COLUMN = {
  name: 'n',
  type: 'integer',
  baseType: 'integer',
  collation: null,
  nullable: false,
  generated: false,
  hasDefault: false,
  alwaysIdentity: false,
  comment: null,
};

function rowsOf(name: string): TableRows {
  return allRows(madeTable(name, { columns: [COLUMN] }));
}

test('when a table that waited cannot be written, the table that its session reads meanwhile does not delay the error', async () => {
  await using database = await scratchDatabase('write_tables');
  await database.client.query(
    'CREATE TABLE one (n int); CREATE TABLE two (n int); INSERT INTO one VALUES (1); INSERT INTO two VALUES (2); ' +
      'CREATE VIEW endless AS SELECT 3 AS n FROM pg_sleep(86400)',
  );
  const sessions = [new Client(database.url), new Client(database.url)];
  for (const session of sessions) {
    session.on('error', () => undefined);
    await session.connect();
  }
  // The first table is read when the second waits for it, and its session reads the third.
  await database.client.query('BEGIN; LOCK TABLE one');
  const full = new Error('no space is left');
  const endless = rowsOf('endless');
  const all = [rowsOf('one'), rowsOf('two'), { ...endless, from: endless.from.replace('ONLY ', '') }];
  const written = writeTables(
    sessions,
    all,
    { bytes: 0, write: (text) => (String(text).startsWith('COPY public.two') ? Promise.reject(full) : undefined) },
    { masksOf: () => undefined, migrated: new Map(), isWhole: () => false, onRows: () => undefined },
  );
  // A transaction sees the activity of its first look otherwise.
  const looked = 'SELECT pg_stat_clear_snapshot()';
  const reads = `SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY%endless%' AND pid <> pg_backend_pid()`;
  await vi.waitUntil(
    async () => {
      await database.client.query(looked);
      return (await database.client.query(reads)).rowCount === 1;
    },
    { timeout: 60_000 },
  );
  await database.client.query('COMMIT');
  await expect(written).rejects.toBe(full);
});
