import { describe, expect, test } from 'vitest';

import { lintChain } from './fixtures.ts';

/** What the rules find in a chain. */
async function found(rules: string, ...chain: Parameters<typeof lintChain>[0]): Promise<string[]> {
  const ids = rules.split(' ');
  const { findings } = await lintChain(chain, {
    rules: Object.fromEntries(ids.map((id) => [id, { severity: 'error' }])),
    only: ids,
  });
  return findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
}

const METER = 'CREATE TABLE IF NOT EXISTS public.meter (id bigint PRIMARY KEY, pool text);';

describe('nothing is said of', () => {
  test('a column that the same file moves out of the way, reads and drops', async () => {
    const up = `
      ALTER TABLE meter RENAME COLUMN pool TO pool_old;
      ALTER TABLE meter ADD COLUMN pool uuid;
      UPDATE meter SET pool = pool_old::uuid;
      ALTER TABLE meter DROP COLUMN pool_old;`;
    expect(await found('gone-when-run-again', [METER], [up])).toEqual([]);
  });

  test('an index that the down makes by the names that its table and columns have by then', async () => {
    const first = `${METER}\nCREATE INDEX meter_pool ON public.meter (pool);`;
    const rename = 'ALTER TABLE meter RENAME TO counter; ALTER TABLE counter RENAME COLUMN pool TO tank;';
    const up = 'DROP INDEX meter_pool;';
    expect(await found('not-restored', [first], [rename], [up, 'CREATE INDEX meter_pool ON counter (tank);'])).toEqual(
      [],
    );
    expect(
      await found(
        'guard-over-other-definition',
        [first],
        [rename],
        ['CREATE INDEX IF NOT EXISTS meter_pool ON counter (tank);'],
      ),
    ).toEqual([]);
  });

  test('labels of an enum that are renamed there and back', async () => {
    const type = "CREATE TYPE fuel AS ENUM ('gas', 'oil');";
    const up = "ALTER TYPE fuel RENAME VALUE 'gas' TO 'methane';";
    expect(await found('not-restored', [type], [up, "ALTER TYPE fuel RENAME VALUE 'methane' TO 'gas';"])).toEqual([]);
    expect(await found('not-restored', [type], [up, "ALTER TYPE fuel RENAME VALUE 'methane' TO 'air';"])).toHaveLength(
      1,
    );
  });

  test.for([
    "UPDATE meter SET factor = factor * 1000, unit = 'Wh' WHERE unit = 'kWh';",
    'UPDATE meter SET factor = old.factor * 1000 FROM old WHERE old.id = meter.id;',
    'INSERT INTO meter VALUES (1) ON CONFLICT (id) DO UPDATE SET factor = excluded.factor * 1000;',
    `INSERT INTO meter VALUES (1) ON CONFLICT (id)
      DO UPDATE SET unit = excluded.unit, edition = meter.edition + 1 WHERE meter.unit <> excluded.unit;`,
    'MERGE INTO meter AS m USING old AS o ON m.id = o.id WHEN MATCHED THEN UPDATE SET factor = o.factor * 1000;',
    `MERGE INTO meter AS m USING old AS o ON m.id = o.id
      WHEN MATCHED AND m.unit <> o.unit THEN UPDATE SET unit = o.unit, edition = m.edition + 1;`,
    `WITH moved AS (DELETE FROM old RETURNING id, factor)
      UPDATE meter SET factor = meter.factor + moved.factor FROM moved WHERE moved.id = meter.id;`,
  ])('a value that is the same after the second run: %s', async (up) => {
    expect(await found('self-referring-update', [METER], [up])).toEqual([]);
  });

  test.for([
    'WITH moved AS (DELETE FROM old RETURNING *) INSERT INTO meter SELECT * FROM moved;',
    `WITH moved AS (DELETE FROM old RETURNING *), put AS (INSERT INTO meter SELECT * FROM moved RETURNING id)
      SELECT count(*) FROM put;`,
    `WITH new AS (SELECT * FROM old WHERE id NOT IN (SELECT id FROM meter)) INSERT INTO meter SELECT * FROM new;`,
    `WITH new AS (INSERT INTO old VALUES (1) ON CONFLICT DO NOTHING RETURNING id) INSERT INTO meter SELECT id FROM new;`,
  ])('rows that the second run does not find: %s', async (up) => {
    expect(await found('unguarded-insert', [METER], [up])).toEqual([]);
  });

  test('a variable that SELECT INTO sets', async () => {
    const up = 'DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM meter; END $$;';
    expect(await found('unguarded-create not-undone', [METER], [up, 'SELECT 1;'])).toEqual([]);
  });

  test('JSON that is merged with an object again', async () => {
    const up = `ALTER TABLE meter ALTER COLUMN pool TYPE jsonb USING pool || '{"a": 1}'::jsonb;`;
    expect(await found('repeated-conversion', [METER], [up])).toEqual([]);
  });
});
