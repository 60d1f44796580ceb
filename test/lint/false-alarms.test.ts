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
});
