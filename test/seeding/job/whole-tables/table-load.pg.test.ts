import type { Client } from 'pg';
import { expect, test } from 'vitest';

import type { Dataset } from '../../../../src/energy/datasets/dataset.ts';
import { beginLoad } from '../../../../src/seeding/job/whole-tables/table-load.ts';
import { withConnection } from '../../../../src/postgres/connect.ts';
import { seeded, smallDatabase, TABLES } from '../../../energy/seed/seeded-database.ts';
import { days, SMALL_DATASETS } from '../../../energy/seed/small-world.ts';
import { rowsOf } from '../../insert/populated.ts';

const INDEX = 'meters.water_dataset_id_idx';

interface IndexState {
  oid: number;
  definition: string;
  comment: string;
  valid: boolean;
}

async function indexState(client: Client): Promise<IndexState | undefined> {
  const { rows } = await client.query<IndexState>(
    `SELECT i.indexrelid AS oid, pg_get_indexdef(i.indexrelid) AS definition, obj_description(i.indexrelid, 'pg_class') AS comment,
            i.indisvalid AS valid
       FROM pg_index i WHERE i.indexrelid = to_regclass($1)`,
    [INDEX],
  );
  return rows[0];
}

test('an empty table is loaded without its index, which has the same definition and comment afterwards', async () => {
  await using database = await smallDatabase();
  await using slow = await smallDatabase();
  const before = await indexState(database.client);
  const report = await seeded(database, { mode: 'fast' });
  const { oid, ...after } = (await indexState(database.client)) ?? {};
  expect(after).toEqual({ ...before, oid: undefined });
  expect(oid).not.toBe(before?.oid);
  expect(report).toMatchObject({ units: { written: 22, present: 0 } });
  await seeded(slow, { mode: 'safe' });
  expect(await rowsOf(database.client, TABLES)).toEqual(await rowsOf(slow.client, TABLES));
});

test('a table with rows keeps its index', async () => {
  await using database = await smallDatabase();
  await seeded(database, { mode: 'fast', span: days('2024-12-31', '2025-01-01') });
  const before = await indexState(database.client);
  await seeded(database, { mode: 'fast', ifThere: 'append' });
  expect(await indexState(database.client)).toEqual(before);
});

test('a load does not begin where a table has rows, and nothing stays locked', async () => {
  await using database = await smallDatabase();
  const { client } = database;
  expect(await beginLoad(client, ['meters.water'])).toEqual([
    expect.stringContaining('CREATE INDEX'),
    expect.anything(),
  ]);
  await client.query('ROLLBACK');
  await seeded(database, { mode: 'safe', span: days('2024-12-31', '2025-01-01') });
  expect(await beginLoad(client, ['meters.water'])).toBeUndefined();
  await withConnection(database.url, async (reader) => {
    await reader.query(`SET lock_timeout = 100; SELECT FROM meters.water`);
  });
});

test('a table that another session reads keeps its index, and the session goes on', async () => {
  await using database = await smallDatabase();
  await using slow = await smallDatabase();
  const before = await indexState(database.client);
  await withConnection(database.url, async (reader) => {
    await reader.query('BEGIN; SELECT FROM meters.water');
    await seeded(database, { mode: 'fast' });
    await reader.query('COMMIT');
  });
  expect(await indexState(database.client)).toEqual(before);
  await seeded(slow, { mode: 'safe' });
  expect(await rowsOf(database.client, TABLES)).toEqual(await rowsOf(slow.client, TABLES));
});

test('a failure leaves the table empty with its index, and the next run writes it', async () => {
  await using database = await smallDatabase();
  await using whole = await smallDatabase();
  const before = await indexState(database.client);
  const failing = SMALL_DATASETS.map((dataset): Dataset =>
    dataset.name === 'water'
      ? {
          ...dataset,
          *batches(world, index, span) {
            yield* dataset.batches(world, index, span);
            if (index === 4) {
              throw new Error('the fifth site fails');
            }
          },
        }
      : dataset,
  );
  await expect(seeded(database, { mode: 'fast', own: failing })).rejects.toThrow('the fifth site fails');
  expect(await indexState(database.client)).toEqual(before);
  expect((await database.client.query('SELECT FROM meters.water')).rowCount).toBe(0);
  await seeded(database, { mode: 'fast' });
  await seeded(whole, { mode: 'safe' });
  expect(await rowsOf(database.client, TABLES)).toEqual(await rowsOf(whole.client, TABLES));
});
