import { describe, expect, test } from 'vitest';

import type { Dataset } from '../../../src/energy/datasets/dataset.ts';
import { rowsOf } from '../../seeding/insert/populated.ts';
import { days, SMALL_DATASETS } from './small-world.ts';
import { TABLES, smallDatabase, seeded } from './seeded-database.ts';

/** Fails at one site, after rows of the others. */
function failingAt(site: number): Dataset[] {
  return SMALL_DATASETS.map((dataset) =>
    dataset.name === 'water'
      ? {
          ...dataset,
          *batches(world, index, span) {
            yield* dataset.batches(world, index, span);
            if (index === site) {
              throw new Error('the end of the world');
            }
          },
        }
      : dataset,
  );
}

test('a wider span is an error unless it is to be appended, and then the same as all at once', async () => {
  await using database = await smallDatabase();
  await using whole = await smallDatabase();
  await seeded(database, { span: days('2024-12-31', '2025-01-01') });
  await expect(seeded(database)).rejects.toMatchObject({ code: 'SEEDED_OTHERWISE' });
  await expect(seeded(database, { ifThere: 'append', span: days('2025-02-01', '2025-02-02') })).rejects.toMatchObject({
    code: 'SPANS_DO_NOT_MEET',
  });
  await seeded(database, { ifThere: 'append' });
  await seeded(whole);
  expect(await rowsOf(database.client, TABLES)).toEqual(await rowsOf(whole.client, TABLES));
  expect(await seeded(database)).toMatchObject({ rows: 0 });
});

test('shards of one world hold together what one database holds', async () => {
  await using one = await smallDatabase();
  await using first = await smallDatabase();
  await using second = await smallDatabase();
  await seeded(one);
  await seeded(first, { shard: { number: 1, of: 2 } });
  await seeded(second, { shard: { number: 2, of: 2 } });
  const [whole, left, right] = await Promise.all([one, first, second].map(({ client }) => rowsOf(client, TABLES)));
  for (const table of TABLES) {
    const [a = [], b = []] = [left?.[table], right?.[table]];
    const union = ['clients', 'sites'].includes(table) ? [...new Set([...a, ...b])] : [...a, ...b];
    expect({ table, rows: union.toSorted() }).toEqual({ table, rows: whole?.[table]?.toSorted() });
    expect({ table, isShared: a.length > 0 && b.length > 0 }).toEqual({ table, isShared: true });
  }
});

describe('what goes wrong', () => {
  test('leaves whole units only, and the next run adds the rest', async () => {
    await using database = await smallDatabase();
    await using whole = await smallDatabase();
    await expect(seeded(database, { own: failingAt(4) })).rejects.toThrow('the end of the world');
    const { rows } = await database.client.query(
      'SELECT count(*)::int AS count FROM meters.water GROUP BY dataset_id ORDER BY 1',
    );
    expect(new Set(rows.map(({ count }) => count))).toEqual(new Set([72]));
    await seeded(database);
    await seeded(whole);
    expect(await rowsOf(database.client, TABLES)).toEqual(await rowsOf(whole.client, TABLES));
  });
});
