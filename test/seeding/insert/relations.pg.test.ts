import { describe, expect, test } from 'vitest';

import { populate } from '../../../src/seeding/insert/populate.ts';
import { populated } from './populated.ts';

const RAISE = `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not on my watch'; END $$;`;

describe('relations', () => {
  test('partitions by list, range, hash and several levels are filled through the root', async () => {
    await using database = await populated(
      `CREATE TABLE list (kind text NOT NULL, x int) PARTITION BY LIST (kind);
       CREATE TABLE list_a PARTITION OF list FOR VALUES IN ('apple', 'avocado');
       CREATE TABLE range (at timestamptz NOT NULL, id serial, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
       CREATE TABLE range_1 PARTITION OF range FOR VALUES FROM ('2023-05-01') TO ('2023-06-01');
       CREATE TABLE range_2 PARTITION OF range FOR VALUES FROM ('2023-06-01') TO ('2023-07-01');
       CREATE TABLE hash (id uuid PRIMARY KEY) PARTITION BY HASH (id);
       CREATE TABLE hash_0 PARTITION OF hash FOR VALUES WITH (MODULUS 3, REMAINDER 0);
       CREATE TABLE hash_1 PARTITION OF hash FOR VALUES WITH (MODULUS 3, REMAINDER 1);
       CREATE TABLE other (n int) PARTITION BY LIST (n); CREATE TABLE other_rest PARTITION OF other DEFAULT;
       CREATE TABLE deep (region text, day date, amount int) PARTITION BY LIST (region);
       CREATE TABLE deep_eu PARTITION OF deep FOR VALUES IN ('eu') PARTITION BY RANGE (day);
       CREATE TABLE deep_eu_1 PARTITION OF deep_eu FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
       CREATE TABLE keyed (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
       CREATE TABLE keyed_b PARTITION OF keyed FOR VALUES IN ('b') PARTITION BY HASH (id);
       CREATE TABLE keyed_b_0 PARTITION OF keyed_b FOR VALUES WITH (MODULUS 2, REMAINDER 0);
       CREATE TABLE keyed_b_1 PARTITION OF keyed_b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
       CREATE TABLE span (a int NOT NULL, b int NOT NULL) PARTITION BY RANGE (a, b);
       CREATE TABLE span_1 PARTITION OF span FOR VALUES FROM (10, 100) TO (10, 200);
       CREATE TABLE child (id uuid NOT NULL REFERENCES hash)`,
    );
    const { report } = database;
    expect(report.unpopulated).toEqual([]);
    expect(report.populated.map(({ table }) => table)).toEqual(
      ['child', 'deep', 'hash', 'keyed', 'list', 'other', 'range', 'span'].map((name) => `public.${name}`),
    );
    expect(report.populated.every(({ rows }) => rows >= 4)).toBe(true);
  });

  test('a partition’s own constraint counts too', async () => {
    await using database = await populated(
      `CREATE TABLE t (a int NOT NULL, b int) PARTITION BY LIST (a);
       CREATE TABLE t_1 PARTITION OF t (CHECK (b > 500), b NOT NULL) FOR VALUES IN (1)`,
    );
    expect(database.report.unpopulated).toEqual([]);
    expect((await database.values('SELECT count(*)::int FROM t_1'))[0]).toBeGreaterThan(0);
  });

  test('a partitioned table without partitions is left empty for that reason', async () => {
    await using database = await populated('CREATE TABLE t (a int) PARTITION BY LIST (a)');
    expect(database.report).toEqual({
      populated: [],
      unpopulated: [{ table: 'public.t', reason: 'it has no partition' }],
    });
  });

  test('children by inheritance are separate tables, and are not parents for keys', async () => {
    await using database = await populated(
      `CREATE TABLE p (id serial PRIMARY KEY, name text NOT NULL); CREATE TABLE c (extra text, PRIMARY KEY (id)) INHERITS (p);
       CREATE TABLE d (p int NOT NULL REFERENCES p)`,
    );
    expect(database.report).toEqual({
      populated: ['c', 'd', 'p'].map((name) => ({ table: `public.${name}`, rows: 6 })),
      unpopulated: [],
    });
    expect(await database.values('SELECT count(*)::int FROM ONLY p')).toEqual([6]);
  });

  test('generated columns are left to the server', async () => {
    await using database = await populated(
      'CREATE TABLE t (a int NOT NULL, b text GENERATED ALWAYS AS (a::text) STORED, c int, d int GENERATED ALWAYS AS (c + 1) STORED NOT NULL)',
    );
    expect(database.report.unpopulated).toEqual([]);
    expect(await database.values('SELECT bool_and(b = a::text AND d = c + 1) FROM t')).toEqual([true]);
  });

  test('views, materialized views, foreign tables, temporary tables and those of extensions are passed over', async () => {
    await using database = await populated(
      `CREATE TABLE t (a int); CREATE VIEW v AS SELECT * FROM t; CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
       CREATE TEMPORARY TABLE s (a int); CREATE FOREIGN DATA WRAPPER w; CREATE SERVER o FOREIGN DATA WRAPPER w;
       CREATE FOREIGN TABLE f (a int) SERVER o; CREATE TABLE owned (a int); CREATE EXTENSION citext;
       ALTER EXTENSION citext ADD TABLE owned`,
    );
    expect(database.report).toEqual({ populated: [{ table: 'public.t', rows: 6 }], unpopulated: [] });
  });

  test('names that need quotes, tables without columns and dropped columns', async () => {
    await using database = await populated(
      `CREATE SCHEMA "my ""schema"; CREATE TYPE "my ""schema"."Mood $q$" AS ENUM ('ok $q$', 'x');
       CREATE TABLE "my ""schema"."T a'b" ("I d" serial PRIMARY KEY, "SELECT" text NOT NULL CHECK ("SELECT" <> ''), gone int NOT NULL,
         "n" "my ""schema"."Mood $q$", elementaldb_number int, "value" int CHECK ("value" > 3), "n ""q" int CHECK ("n ""q" < value));
       ALTER TABLE "my ""schema"."T a'b" DROP COLUMN gone;
       CREATE TABLE child ("T" int NOT NULL UNIQUE REFERENCES "my ""schema"."T a'b");
       CREATE TABLE nothing (); CREATE TABLE drawn (id serial)`,
    );
    expect(database.report).toEqual({
      populated: ['"my ""schema"."T a\'b"', 'public.child', 'public.drawn', 'public.nothing'].map((table) => ({
        table,
        rows: 6,
      })),
      unpopulated: [],
    });
  });

  test('row security, rules and privileges of others do not matter', async () => {
    await using database = await populated(
      `CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
       CREATE POLICY p ON t USING (false)`,
    );
    expect(database.report.populated).toEqual([{ table: 'public.t', rows: 6 }]);
  });

  test('triggers run: what they change stays, what they refuse is looked for, what they always refuse is the reason', async () => {
    await using database = await populated(
      `${RAISE}
       CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.stamped := 'yes'; RETURN NEW; END $$;
       CREATE FUNCTION picky() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN IF NEW.a IS NOT NULL AND NEW.a NOT LIKE '/%' THEN RAISE 'no path'; END IF; RETURN NEW; END $$;
       CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
       CREATE TABLE stamped (a int, stamped text); CREATE TRIGGER g BEFORE INSERT ON stamped FOR EACH ROW EXECUTE FUNCTION stamp();
       CREATE TABLE picky (a text, b int); CREATE TRIGGER g BEFORE INSERT ON picky FOR EACH ROW EXECUTE FUNCTION picky();
       CREATE TABLE refused (a int); CREATE TRIGGER g BEFORE INSERT ON refused FOR EACH ROW EXECUTE FUNCTION refuse();
       CREATE TABLE late (a int);
       CREATE CONSTRAINT TRIGGER g AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
       CREATE TABLE swallowed (a int); CREATE TRIGGER g BEFORE INSERT ON swallowed FOR EACH ROW EXECUTE FUNCTION swallow()`,
    );
    expect(database.report).toEqual({
      populated: [
        { table: 'public.picky', rows: 6 },
        { table: 'public.stamped', rows: 6 },
      ],
      unpopulated: [
        { table: 'public.late', reason: 'not on my watch' },
        { table: 'public.refused', reason: 'not on my watch' },
        { table: 'public.swallowed', reason: expect.stringContaining('trigger or rule') },
      ],
    });
    expect(await database.values(`SELECT DISTINCT stamped FROM stamped`)).toEqual(['yes']);
    expect(await database.values('SELECT count(b)::int FROM picky')).toEqual([4]);
  });

  test('a table with one value that the server refuses has all others all the same', async () => {
    const columns = Array.from({ length: 30 }, (_, i) => `c${i} int`);
    await using database = await populated(
      `CREATE FUNCTION picky() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN IF NEW.c17 > 1000000 OR NEW.c9 IS NULL THEN RAISE 'no'; END IF; RETURN NEW; END $$;
       CREATE TABLE t (${columns.join(', ')}); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION picky()`,
    );
    expect(database.report.populated).toEqual([{ table: 'public.t', rows: 6 }]);
    expect(await database.values('SELECT max(c16) FROM t UNION ALL SELECT max(c18) FROM t')).toEqual([
      2147483647, 2147483647,
    ]);
    expect(await database.values('SELECT max(num_nulls(c1, c2, c3, c9, c17)) FROM t')).toEqual([4]);
  });

  test('only the tables asked for, without those to ignore, whose rows serve as parents', async () => {
    await using database = await populated(
      `CREATE TABLE ledger (v int); CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (42);
       CREATE TABLE "C" (p int NOT NULL REFERENCES p); CREATE TABLE empty (id int PRIMARY KEY);
       CREATE TABLE d (e int NOT NULL REFERENCES empty)`,
      { ignoreTables: ['public.ledger', 'public.p', 'public.empty'] },
    );
    expect(database.report).toEqual({
      populated: [{ table: 'public."C"', rows: 6 }],
      unpopulated: [
        { table: 'public.d', reason: 'it needs a row of public.empty, and there is none that it could refer to' },
      ],
    });
    const { populated: tables } = await populate(database.client, { only: ['public.p'], salt: 1 });
    expect(tables).toEqual([{ table: 'public.p', rows: 6 }]);
    expect(await database.values('SELECT count(*)::int FROM ledger')).toEqual([0]);
  });
});
