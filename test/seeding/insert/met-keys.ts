import { describe, expect, test } from 'vitest';

import { populate } from '../../../src/seeding/insert/populate.ts';
import { populated } from './populated.ts';
import { everyNth, type Part } from '../../suite-part.ts';

/** Each schema must be populated without a word, with six rows a table unless told. */
const SCHEMAS: [what: string, sql: string, rows?: Record<string, number>][] = [
  [
    'a primary key without a default',
    'CREATE TABLE t (id int PRIMARY KEY, b smallint UNIQUE, c uuid UNIQUE, d char(2) UNIQUE)',
  ],
  ['two columns unique together', 'CREATE TABLE t (a text NOT NULL, b text NOT NULL, UNIQUE (a, b))'],
  [
    'a unique enum',
    `CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g'); CREATE TABLE t (a e PRIMARY KEY)`,
    { 'public.t': 6 },
  ],
  ['NULLS NOT DISTINCT', 'CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT, b text)'],
  [
    'a partial unique index',
    'CREATE TABLE t (a text NOT NULL, live boolean NOT NULL); CREATE UNIQUE INDEX ON t (a) WHERE live',
  ],
  ['a unique index on an expression', 'CREATE TABLE t (email text NOT NULL); CREATE UNIQUE INDEX ON t (lower(email))'],
  [
    'a unique index on a generated column',
    `CREATE TABLE t (a text NOT NULL, b text GENERATED ALWAYS AS (upper(a)) STORED UNIQUE)`,
  ],
  ['unique values under a condition', "CREATE TABLE t (code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{3}\\d{2}$'))"],
  ['an exclusion constraint', 'CREATE TABLE t (during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&))'],
  [
    'an exclusion constraint on an expression',
    'CREATE TABLE t (f timestamptz NOT NULL, u timestamptz NOT NULL, EXCLUDE USING gist (tstzrange(f, u) WITH &&))',
  ],
  [
    'an exclusion constraint within a parent',
    `CREATE EXTENSION btree_gist; CREATE TABLE room (id serial PRIMARY KEY);
     CREATE TABLE t (room int NOT NULL REFERENCES room, day daterange NOT NULL, EXCLUDE USING gist (room WITH =, day WITH &&))`,
  ],
  [
    'a foreign key',
    'CREATE TABLE p (id uuid PRIMARY KEY); CREATE TABLE a (p uuid NOT NULL REFERENCES p, q uuid REFERENCES p)',
  ],
  [
    'foreign keys made in any order',
    'CREATE TABLE a (id serial PRIMARY KEY, b int NOT NULL); CREATE TABLE b (id serial PRIMARY KEY); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b',
  ],
  [
    'a composite foreign key',
    'CREATE TABLE p (a int, b text, PRIMARY KEY (b, a)); CREATE TABLE c (x int NOT NULL, y text NOT NULL, FOREIGN KEY (y, x) REFERENCES p)',
  ],
  [
    'foreign keys that share a column',
    `CREATE TABLE tenant (id serial PRIMARY KEY);
     CREATE TABLE site (tenant int REFERENCES tenant, id serial, PRIMARY KEY (tenant, id));
     CREATE TABLE person (tenant int REFERENCES tenant, id serial, PRIMARY KEY (tenant, id));
     CREATE TABLE visit (tenant int NOT NULL REFERENCES tenant, site int NOT NULL, person int NOT NULL,
       FOREIGN KEY (tenant, site) REFERENCES site, FOREIGN KEY (tenant, person) REFERENCES person)`,
  ],
  [
    'MATCH FULL',
    `CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
     CREATE TABLE c (a int, b int, x text, FOREIGN KEY (a, b) REFERENCES p MATCH FULL)`,
  ],
  [
    'a tree that MATCH FULL leaves without NULL',
    `CREATE TABLE t (x int NOT NULL, id serial, parent int, y text, PRIMARY KEY (x, id),
       FOREIGN KEY (x, parent) REFERENCES t MATCH FULL)`,
  ],
  ['one to one', 'CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE c (p int PRIMARY KEY REFERENCES p, x text)'],
  [
    'a table that joins two',
    `CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id serial PRIMARY KEY);
     CREATE TABLE ab (a int REFERENCES a, b int REFERENCES b, PRIMARY KEY (a, b))`,
  ],
  [
    'a table that joins two, once for each of few kinds',
    `CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id serial PRIMARY KEY);
     CREATE TABLE ab (a int REFERENCES a, b int REFERENCES b, kind text CHECK (kind IN ('x', 'y')), PRIMARY KEY (a, b, kind))`,
  ],
  [
    'two keys to one parent that must differ',
    'CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE c (a int NOT NULL REFERENCES p, b int NOT NULL REFERENCES p, CHECK (a < b))',
  ],
  [
    'one of two parents',
    `CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id serial PRIMARY KEY);
     CREATE TABLE c (a int REFERENCES a, b int REFERENCES b, CHECK (num_nonnulls(a, b) = 1))`,
  ],
  [
    'a parent of one kind',
    `CREATE TABLE p (id serial PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('a', 'b')), UNIQUE (id, kind));
     CREATE TABLE c (p int NOT NULL, kind text NOT NULL CHECK (kind = 'b'), FOREIGN KEY (p, kind) REFERENCES p (id, kind))`,
  ],
  ['a tree', 'CREATE TABLE t (id serial PRIMARY KEY, parent int REFERENCES t, CHECK (parent <> id))'],
  [
    'a tree whose roots refer to themselves',
    'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int NOT NULL REFERENCES t)',
  ],
  ['a tree with keys that are made', 'CREATE TABLE t (id uuid PRIMARY KEY, parent uuid NOT NULL REFERENCES t)'],
  [
    'a tree within a tenant',
    `CREATE TABLE tenant (id serial PRIMARY KEY);
     CREATE TABLE t (tenant int NOT NULL REFERENCES tenant, id serial, parent int NOT NULL, PRIMARY KEY (tenant, id),
       FOREIGN KEY (tenant, parent) REFERENCES t)`,
  ],
  [
    'a cycle of keys that NULL breaks',
    `CREATE TABLE a (id serial PRIMARY KEY, b int); CREATE TABLE b (id serial PRIMARY KEY, a int NOT NULL REFERENCES a);
     ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b`,
  ],
  [
    'a cycle of keys that deferring breaks',
    `CREATE TABLE a (id serial PRIMARY KEY, b int NOT NULL); CREATE TABLE b (id serial PRIMARY KEY, a int NOT NULL REFERENCES a);
     ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED`,
  ],
  [
    'a cycle of keys of three that nothing breaks',
    `CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL); CREATE TABLE b (id uuid UNIQUE, id2 serial PRIMARY KEY, c text NOT NULL);
     CREATE TABLE c (id text PRIMARY KEY, a int NOT NULL REFERENCES a);
     ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c`,
  ],
  [
    'a cycle of keys over shared keys',
    `CREATE TABLE a (id int PRIMARY KEY, x text); CREATE TABLE b (id int PRIMARY KEY REFERENCES a, y text);
     ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES b`,
    { 'public.a': 1, 'public.b': 1 },
  ],
  [
    'a NOT VALID key',
    'CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE c (p int); ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p NOT VALID',
  ],
  [
    'a deferred unique constraint and a deferred trigger',
    `CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED);
     CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
     CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()`,
  ],
  ['a table with one possible row', 'CREATE TABLE t (id int PRIMARY KEY CHECK (id = 1), name text)', { 'public.t': 1 }],
  ['a unique boolean', 'CREATE TABLE t (a boolean NOT NULL UNIQUE)', { 'public.t': 2 }],
];

/** Cases of the part. */
export function testKeys(part: Part): void {
  describe('keys', () => {
    test.each(
      everyNth(
        part,
        6,
        SCHEMAS.map(([what, sql, rows = {}]) => ({ what, sql, rows })),
      ),
    )('$what', async ({ sql, rows }) => {
      await using database = await populated(sql);
      const { report } = database;
      expect(report.unpopulated).toEqual([]);
      expect(report.populated).toEqual(report.populated.map(({ table }) => ({ table, rows: rows[table] ?? 6 })));
      for (const { table, rows: count } of report.populated) {
        expect(await database.values(`SELECT count(*)::int FROM ${table}`)).toEqual([count]);
      }
    });

    test.each(
      everyNth(
        part,
        6,
        SCHEMAS.filter(([, , rows]) => rows === undefined).map(([what, sql]) => ({ what, sql })),
      ),
    )('again: $what', async ({ sql }) => {
      await using database = await populated(sql);
      for (const salt of [1, 2, 2]) {
        const { unpopulated } = await populate(database.client, { salt });
        expect(unpopulated).toEqual([]);
      }
    });
  });
}
