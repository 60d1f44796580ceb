import { describe, expect, test } from 'vitest';

import { lintChain } from '../fixtures.ts';

/** What the rules find in a chain. */
async function found(rules: string, ...chain: Parameters<typeof lintChain>[0]): Promise<string[]> {
  const ids = rules.split(' ');
  const { findings } = await lintChain(chain, {
    rules: Object.fromEntries(ids.map((id) => [id, { severity: 'error' }])),
    only: ids,
  });
  return findings.map(({ code, file, line }) => `${code} ${file}:${line}`);
}

const METER = 'CREATE TABLE IF NOT EXISTS public.meter (id bigint PRIMARY KEY, pool text);';

describe('no finding is reported for', () => {
  test('a column that the same file moves out of the way, reads and drops', async () => {
    const up = `
      ALTER TABLE meter RENAME COLUMN pool TO pool_old;
      ALTER TABLE meter ADD COLUMN pool uuid;
      UPDATE meter SET pool = pool_old::uuid;
      ALTER TABLE meter DROP COLUMN pool_old;`;
    expect(await found('not-rerunnable', [METER], [up])).toEqual([]);
  });

  test('a second lock in a file, whatever the first one dropped', async () => {
    const first = `${METER}\nCREATE INDEX meter_pool ON public.meter (pool);`;
    const up = 'DROP INDEX meter_pool;\nALTER TABLE meter ADD COLUMN a int;';
    expect(await found('lock-without-timeout', [first], [up])).toEqual([expect.stringMatching(/:1$/)]);
  });

  test('an index that the down makes by the names that its table and columns have by then', async () => {
    const first = `${METER}\nCREATE INDEX meter_pool ON public.meter (pool);`;
    const rename = 'ALTER TABLE meter RENAME TO counter; ALTER TABLE counter RENAME COLUMN pool TO tank;';
    const up = 'DROP INDEX meter_pool;';
    expect(
      await found('down-definition-differs', [first], [rename], [up, 'CREATE INDEX meter_pool ON counter (tank);']),
    ).toEqual([]);
    expect(
      await found(
        'if-not-exists-hides-difference',
        [first],
        [rename],
        ['CREATE INDEX IF NOT EXISTS meter_pool ON counter (tank);'],
      ),
    ).toEqual([]);
  });

  test('labels of an enum that are renamed there and back', async () => {
    const type = "CREATE TYPE fuel AS ENUM ('gas', 'oil');";
    const up = "ALTER TYPE fuel RENAME VALUE 'gas' TO 'methane';";
    expect(
      await found('down-definition-differs', [type], [up, "ALTER TYPE fuel RENAME VALUE 'methane' TO 'gas';"]),
    ).toEqual([]);
    expect(
      await found('down-definition-differs', [type], [up, "ALTER TYPE fuel RENAME VALUE 'methane' TO 'air';"]),
    ).toHaveLength(1);
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
    'ALTER TABLE meter DROP CONSTRAINT meter_pkey CASCADE, ADD PRIMARY KEY (id);',
    'ALTER TABLE meter DROP COLUMN id CASCADE; ALTER TABLE meter ADD COLUMN id bigint PRIMARY KEY;',
    'DROP TABLE meter CASCADE; CREATE TABLE meter (id bigint PRIMARY KEY);',
  ])('a foreign key that each run drops with the key it needs: %s', async (up) => {
    const use = 'ALTER TABLE register ADD CONSTRAINT f FOREIGN KEY (meter) REFERENCES meter (id);';
    const start = [`${METER} CREATE TABLE register (meter bigint);`] as const;
    expect(await found('unguarded-constraint', start, [`${up} ${use}`])).toEqual([]);
    expect(await found('unguarded-constraint', start, [`${use} ${up}`])).toHaveLength(1);
    expect(await found('unguarded-constraint', start, [`${up.replaceAll(' CASCADE', '')} ${use}`])).toHaveLength(1);
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
    expect(await found('unguarded-create incomplete-down', [METER], [up, 'SELECT 1;'])).toEqual([]);
  });

  test('JSON that is merged with an object again', async () => {
    const up = `ALTER TABLE meter ALTER COLUMN pool TYPE jsonb USING pool || '{"a": 1}'::jsonb;`;
    expect(await found('repeated-conversion', [METER], [up])).toEqual([]);
  });

  test.for([
    ['CREATE SERVER a FOREIGN DATA WRAPPER w;', 'DROP SERVER a;'],
    ['CREATE SERVER a FOREIGN DATA WRAPPER w; ALTER SERVER a RENAME TO b;', 'DROP SERVER b;'],
    ['CREATE FOREIGN DATA WRAPPER w; CREATE SERVER a FOREIGN DATA WRAPPER w;', 'DROP FOREIGN DATA WRAPPER w CASCADE;'],
    ['CREATE USER MAPPING FOR u SERVER a;', 'DROP USER MAPPING FOR u SERVER a;'],
    ['CREATE CAST (int4 AS public.t) WITH INOUT;', 'DROP CAST (integer AS t);'],
    ['CREATE TRANSFORM FOR t LANGUAGE l (FROM SQL WITH FUNCTION f(internal));', 'DROP TRANSFORM FOR t LANGUAGE l;'],
    ['CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();', 'DROP EVENT TRIGGER e;'],
    ['CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();', 'DROP FUNCTION f() CASCADE;'],
    ["CREATE CONVERSION public.c FOR 'UTF8' TO 'LATIN1' FROM f;", 'DROP CONVERSION public.c;'],
    ['CREATE OPERATOR CLASS c FOR TYPE int USING btree AS OPERATOR 1 <;', 'DROP OPERATOR FAMILY c USING btree;'],
    ['CREATE OPERATOR FAMILY public.c USING btree;', 'DROP OPERATOR FAMILY public.c USING btree;'],
    ['CREATE ACCESS METHOD m TYPE INDEX HANDLER h;', 'DROP ACCESS METHOD m;'],
    ["CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p;", 'DROP SUBSCRIPTION s;'],
    ['ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0);', 'ALTER DOMAIN d DROP CONSTRAINT c;'],
    [
      'ALTER DOMAIN d DROP CONSTRAINT IF EXISTS c; ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0);',
      'ALTER DOMAIN d DROP CONSTRAINT c;',
    ],
    ['ALTER DOMAIN d DROP CONSTRAINT d_check;', 'ALTER DOMAIN d ADD CONSTRAINT d_check CHECK (value > 0);'],
  ] as const)('a down that takes away what %s has made', async ([up, down]) => {
    const first = 'CREATE DOMAIN d AS int CHECK (value > 0);';
    expect(await found('incomplete-down down-definition-differs', [first], [up, down])).toEqual([]);
  });

  test.for([
    'ALTER PUBLICATION p DROP TABLE a; ALTER PUBLICATION p ADD TABLE a;',
    'DROP PUBLICATION IF EXISTS p; CREATE PUBLICATION p; ALTER PUBLICATION p ADD TABLE a;',
    'DROP SCHEMA IF EXISTS old CASCADE; CREATE SCHEMA old; IMPORT FOREIGN SCHEMA x FROM SERVER s INTO old;',
    `DO $$ BEGIN ALTER PUBLICATION p ADD TABLE a; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`,
  ])('what has been taken away before: %s', async (up) => {
    expect(await found('unguarded-alter', [METER], [up])).toEqual([]);
  });

  test.for([
    'COMMENT ON TABLE app.meter IS $$x$$; DROP TABLE IF EXISTS old.meter;',
    'ALTER TABLE IF EXISTS meter ALTER pool DROP NOT NULL; DROP TABLE IF EXISTS meter;',
    'COMMENT ON COLUMN meter.pool IS $$x$$; ALTER TABLE meter DROP COLUMN pool; ALTER TABLE meter ADD COLUMN pool int;',
    'ALTER TABLE meter ALTER pool DROP DEFAULT; ALTER TABLE meter DROP COLUMN IF EXISTS other;',
    'CREATE INDEX IF NOT EXISTS i ON meter (id); ALTER TABLE meter DROP COLUMN IF EXISTS pool;',
    'ALTER TABLE meter ADD COLUMN IF NOT EXISTS n int; CREATE INDEX IF NOT EXISTS i ON meter (n); ALTER TABLE meter DROP n;',
    'ALTER TABLE meter ALTER pool DROP DEFAULT; DROP TABLE meter; CREATE TABLE meter (id int);',
  ])('what is there in each run: %s', async (up) => {
    expect(await found('not-rerunnable', [METER], [up])).toEqual([]);
  });
});

test.for<[times: number, ...ups: string[]]>([
  [0, 'CREATE TABLE t (id int PRIMARY KEY UNIQUE, CONSTRAINT u UNIQUE (id));'],
  [0, 'CREATE TABLE t (id int); CREATE UNIQUE INDEX i ON t (id); ALTER TABLE t ADD PRIMARY KEY USING INDEX i;'],
  [0, 'CREATE TABLE t (id int); CREATE INDEX old ON t (id);', 'CREATE INDEX new ON t (id); DROP INDEX old;'],
  [0, 'CREATE TABLE t (id int UNIQUE); CREATE UNIQUE INDEX i ON t (id) NULLS NOT DISTINCT;'],
  [0, 'CREATE TABLE t (id int); CREATE INDEX i ON t (id);', 'CREATE INDEX j ON t (id) INCLUDE (name);'],
  [0, 'CREATE TEMP TABLE t (id int PRIMARY KEY); CREATE INDEX i ON t (id);'],
  [0, 'CREATE TABLE t (a int, b int, PRIMARY KEY (a, b)); CREATE INDEX i ON t (b, a);'],
  [0, 'CREATE TABLE t (a int, b daterange, PRIMARY KEY (a, b WITHOUT OVERLAPS)); CREATE INDEX i ON t (a, b);'],
  [1, 'CREATE TABLE t (id int PRIMARY KEY);', 'ALTER TABLE t ADD CONSTRAINT u UNIQUE (id);'],
  [1, 'CREATE TABLE t (id int); CREATE INDEX i ON t (id);', 'CREATE INDEX j ON t (id);'],
  [2, 'CREATE TABLE t (id int PRIMARY KEY); CREATE INDEX i ON t (id); CREATE UNIQUE INDEX j ON t (id);'],
])('%i indexes are reported as duplicates in %s', async ([times, ...ups]) => {
  expect(await found('duplicate-index', ...ups.map((up) => [up] as const))).toHaveLength(times);
});

test.for([
  [0, "INSERT INTO fuel VALUES ('gas'); UPDATE fuel SET level = 1; DELETE FROM fuel;"],
  [2, "INSERT INTO grid VALUES (1, 'a'); UPDATE grid SET name = 'b'; DELETE FROM grid;"],
  [1, 'ALTER TABLE grid RENAME name TO label; UPDATE grid SET label = NULL;'],
  [0, 'ALTER TABLE grid ADD area int; UPDATE grid SET area = 1;'],
  [0, "UPDATE grid SET name = coalesce(name, 'none');"],
  [1, 'ALTER TABLE grid ADD area int; UPDATE grid SET area = 1 FROM fuel;'],
  [0, 'ALTER TABLE grid ADD area int; UPDATE grid SET area = n FROM (SELECT count(*) AS n FROM fuel) all_fuels;'],
] as const)('%i statements without WHERE are reported in %s', async ([times, up]) => {
  const tables = `CREATE TABLE fuel (name text PRIMARY KEY, level int);
    CREATE TABLE grid (id bigserial PRIMARY KEY, name text);`;
  expect(await found('update-all delete-all', [tables], [up])).toHaveLength(times);
});

test('what a file does to a table that it drops first may run again', async () => {
  const up = `DROP TABLE IF EXISTS meter; CREATE TABLE meter (id int);
    ALTER TABLE meter ADD COLUMN n int, ADD CHECK (n > 0); CREATE INDEX ON meter (n);
    ALTER TABLE meter ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;`;
  const rules = 'unguarded-column unnamed-constraint unnamed-index unguarded-alter';
  expect(await found(rules, ['SELECT 1;'], [up])).toEqual([]);
});

test.for([
  ['a DO block that runs other SQL', "DO $$ BEGIN EXECUTE 'CREATE TABLE other (id int)'; END $$;"],
  ['an extension with tables', 'CREATE EXTENSION postgis;'],
  ['a function of the chain', 'CREATE FUNCTION make() RETURNS void LANGUAGE sql AS $$ SELECT 1 $$; SELECT make();'],
  ['a drop under a condition', 'DO $$ BEGIN IF true THEN ALTER TABLE meter DROP COLUMN id; END IF; END $$;'],
] as const)('after %s, no name is called missing', async ([, first]) => {
  expect(await found('refused-by-server', [METER], [first], ['ALTER TABLE public.other ADD x int;'])).toEqual([]);
});

test('a name that nothing made is called missing', async () => {
  expect(await found('refused-by-server', [METER], ['ALTER TABLE public.other ADD x int;'])).toHaveLength(1);
});
