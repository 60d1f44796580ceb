import { describe, expect, test, vi } from 'vitest';

import { FAULT_KINDS } from '../../../src/energy/models/demand/meter-faults.ts';
import { rowsOf } from '../../seeding/insert/populated.ts';
import { FAULTS, meters, METERS } from './faulty-meters.ts';
import { migrated } from './version-databases.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Readings as they are without faults: changed values put back, and rows that are missing added. */
const UNDO = METERS.map((table) => {
  const columns = ['consumption_kwh', ...(table.endsWith('gas_meters') ? ['consumption_m3'] : [])].concat([
    'unit_cost',
    'total_cost',
  ]);
  const values = columns.map((column) => `max(original_value) FILTER (WHERE column_name = '${column}') AS ${column}`);
  const original = `SELECT dataset_id, start_ts, end_ts, ${values.join(', ')} FROM ${FAULTS} WHERE table_name = '${table}' GROUP BY 1, 2, 3`;
  const sets = columns.map((column) => `${column} = coalesce(o.${column}, t.${column})`);
  return `
    CREATE TEMPORARY TABLE original AS ${original};
    UPDATE ${table} t SET ${sets.join(', ')} FROM original o WHERE (t.dataset_id, t.start_ts) = (o.dataset_id, o.start_ts);
    INSERT INTO ${table} (dataset_id, start_ts, end_ts, ${columns.join(', ')})
      SELECT dataset_id, start_ts, end_ts, ${columns.join(', ')} FROM original o
       WHERE NOT EXISTS (SELECT FROM ${table} t WHERE (t.dataset_id, t.start_ts) = (o.dataset_id, o.start_ts));
    DROP TABLE original;`;
}).join('');

describe('the faults of meters are recorded', () => {
  test('so that readings are those of a world without noise once they are undone', async () => {
    await using noisy = await migrated();
    await using clean = await migrated();
    await meters(noisy, 'realistic');
    await meters(clean, 'none');
    expect((await clean.client.query(`SELECT to_regclass('${FAULTS}') AS faults`)).rows).toEqual([{ faults: null }]);
    const expected = await rowsOf(clean.client, METERS);
    expect(await rowsOf(noisy.client, METERS)).not.toEqual(expected);
    const { rows } = await noisy.client.query<{ kind: string }>(`SELECT DISTINCT kind FROM ${FAULTS}`);
    expect(rows.map(({ kind }) => kind).toSorted()).toEqual([...FAULT_KINDS].toSorted());
    await noisy.client.query(UNDO);
    expect(await rowsOf(noisy.client, METERS)).toEqual(expected);
  });

  test('and go when the world is replaced by one without', async () => {
    await using database = await migrated();
    await meters(database, 'realistic', { mode: 'fast' });
    await database.client.query(`INSERT INTO ${FAULTS} VALUES
      ('8d5e957f-2978-4b5f-a5ff-d9b1a5ec46ae', 'own', 'value', now(), now(), 'spike', 5)`);
    await meters(database, 'none', { ifThere: 'replace' });
    const { rows } = await database.client.query(`SELECT table_name FROM ${FAULTS}`);
    expect(rows).toEqual([{ table_name: 'own' }]);
  });
});
