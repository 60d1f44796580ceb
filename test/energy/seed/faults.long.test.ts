import { expect, test } from 'vitest';

import { rowsOf } from '../../seeding/insert/populated.ts';
import { FAULTS, meters, METERS } from './faulty-meters.ts';
import { days } from './small-world.ts';
import { migrated } from './version-databases.ts';

test('the faults of meters are recorded with appended spans, in shards and by several threads as in one', async () => {
  await using whole = await migrated();
  await using parts = await migrated();
  await meters(whole, 'realistic');
  await meters(parts, 'realistic', { span: days('2023-06-01', '2023-09-01'), shard: { number: 1, of: 2 } });
  await meters(parts, 'realistic', { ifThere: 'append', shard: { number: 1, of: 2 } });
  await meters(parts, 'realistic', { shard: { number: 2, of: 2 }, workers: 2 });
  const tables = [...METERS, FAULTS];
  expect(await rowsOf(parts.client, tables)).toEqual(await rowsOf(whole.client, tables));
});
