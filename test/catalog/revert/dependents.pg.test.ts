import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { revertSql } from '../../../src/catalog/revert/revert-sql.ts';
import { describeDependencies } from '../../../src/catalog/snapshot/dependencies.ts';
import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { majorVersion } from '../scratch.ts';

const OPTIONS = { clusterWide: false };

interface Pair {
  title: string;
  given: string;
  when: string;
  /** Statements that are expected on the way back. */
  has?: readonly string[];
  /** Parts that are expected only because columns cannot be moved. */
  order?: boolean;
  since?: number;
}

const T = 'CREATE TABLE t (id int PRIMARY KEY, a int, b text);';

const PAIRS: readonly Pair[] = [
  {
    title: 'the type of a column under a view with comment, grants and a trigger',
    given: `${T} CREATE VIEW v AS SELECT id, a FROM t; COMMENT ON VIEW v IS 'kept'; COMMENT ON COLUMN v.a IS 'too';
      GRANT SELECT ON v TO PUBLIC; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER g INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()`,
    when: `DROP VIEW v; ALTER TABLE t ALTER COLUMN a TYPE bigint; CREATE VIEW v AS SELECT id, a FROM t; COMMENT ON VIEW v IS 'kept';
      COMMENT ON COLUMN v.a IS 'too'; GRANT SELECT ON v TO PUBLIC;
      CREATE TRIGGER g INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()`,
    has: ['DROP VIEW public.v', "COMMENT ON VIEW public.v IS 'kept'"],
  },
  {
    title: 'the type of a column under a materialized view with an index and a view on it',
    given: `${T} CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE UNIQUE INDEX mi ON m (a);
      CREATE VIEW w AS SELECT a + 1 AS c FROM m`,
    when: `DROP VIEW w; DROP MATERIALIZED VIEW m; ALTER TABLE t ALTER COLUMN a TYPE bigint; CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
      CREATE UNIQUE INDEX mi ON m (a); CREATE VIEW w AS SELECT a + 1 AS c FROM m`,
  },
  {
    title: 'the type of a column under a rule',
    given: `${T} CREATE TABLE log (a int); CREATE RULE r AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES (new.id)`,
    when: `DROP RULE r ON t; ALTER TABLE t ALTER COLUMN id TYPE bigint;
      CREATE RULE r AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES (new.id)`,
  },
  {
    title: 'the columns of a view under another view',
    given: `${T} CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT id FROM v`,
    when: `DROP VIEW w; DROP VIEW v; CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v`,
  },
  {
    title: 'a column of a view under another view, the other way round',
    given: `${T} CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v`,
    when: `CREATE OR REPLACE VIEW v AS SELECT id, a FROM t`,
    has: ['DROP VIEW public.w', 'DROP VIEW public.v'],
  },
  {
    title: 'the result of a function under a view',
    given: `${T} CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT f() + 1 AS c FROM t`,
    when: `DROP VIEW v; DROP FUNCTION f(); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
      CREATE VIEW v AS SELECT f() + 1 AS c FROM t`,
  },
  {
    title: 'the argument of a function under a check, an index and a default',
    given: `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
      CREATE TABLE t (id int DEFAULT f(1), a int CONSTRAINT k CHECK (f(a) > 0)); CREATE INDEX i ON t (f(a))`,
    when: `ALTER TABLE t DROP CONSTRAINT k; DROP INDEX i; ALTER TABLE t ALTER COLUMN id DROP DEFAULT; DROP FUNCTION f(int);
      CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; ALTER TABLE t ALTER COLUMN id SET DEFAULT f(1);
      ALTER TABLE t ADD CONSTRAINT k CHECK (f(a) > 0); CREATE INDEX i ON t (f(a))`,
  },
  {
    title: 'a key under a foreign key',
    given: `CREATE TABLE t (id int CONSTRAINT t_pk PRIMARY KEY, code text NOT NULL);
      CREATE TABLE u (id int PRIMARY KEY, t int CONSTRAINT u_t REFERENCES t)`,
    when: `ALTER TABLE u DROP CONSTRAINT u_t; ALTER TABLE t ADD CONSTRAINT t_id UNIQUE (id); ALTER TABLE t DROP CONSTRAINT t_pk;
      ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY (id, code); ALTER TABLE u ADD CONSTRAINT u_t FOREIGN KEY (t) REFERENCES t (id)`,
    has: ['ALTER TABLE public.u DROP CONSTRAINT u_t'],
  },
  {
    title: 'the type of a column under a generated column, a policy and a trigger',
    given: `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED);
      CREATE INDEX gi ON t (g); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a > 0);
      CREATE TRIGGER r BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION f()`,
    when: `DROP TRIGGER r ON t; DROP POLICY p ON t; ALTER TABLE t DROP COLUMN g; ALTER TABLE t ALTER COLUMN a TYPE bigint;
      ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a * 2) STORED; CREATE INDEX gi ON t (g); CREATE POLICY p ON t USING (a > 0);
      CREATE TRIGGER r BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION f()`,
  },
  {
    title: 'the query of a materialized view with an index, a comment and rows',
    given: `${T} INSERT INTO t VALUES (1, 2); CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE INDEX mi ON m (a);
      COMMENT ON MATERIALIZED VIEW m IS 'kept'`,
    when: `DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT a + 1 AS a FROM t; CREATE INDEX mi ON m (a);
      COMMENT ON MATERIALIZED VIEW m IS 'kept'`,
  },
  {
    title: 'default privileges that a table made anew would have',
    given: `ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ${T} REVOKE ALL ON t FROM PUBLIC`,
    when: 'DROP TABLE t',
    has: ['REVOKE SELECT ON public.t FROM PUBLIC'],
  },
  {
    title: 'serial and identity',
    given: 'CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t DEFAULT VALUES',
    when: `ALTER TABLE t ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE t_id_seq;
      ALTER TABLE t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY; SELECT setval('t_id_seq', 1)`,
  },
  {
    title: 'a column without default and identity',
    given: 'CREATE TABLE t (id int PRIMARY KEY)',
    when: 'ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (START 10)',
  },
  {
    title: 'the bounds of a sequence, its value outside them',
    given: 'CREATE SEQUENCE s MINVALUE 1 MAXVALUE 10',
    when: `ALTER SEQUENCE s MINVALUE 100 MAXVALUE 200 START 100 RESTART; SELECT nextval('s')`,
  },
  {
    title: 'a plain column that was a generated one',
    given: 'CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a * 2) STORED)',
    when: 'ALTER TABLE t ALTER COLUMN g DROP EXPRESSION',
  },
  {
    title: 'a stored and a virtual generated column, with an index',
    given: 'CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a * 2) STORED); CREATE INDEX i ON t (g)',
    when: 'DROP INDEX i; ALTER TABLE t DROP COLUMN g; ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a * 2) VIRTUAL',
    since: 18,
  },
  {
    title: 'a label of an enum, with a column, an array, a default, an index, a view and a function',
    given: `CREATE TYPE e AS ENUM ('x', 'y'); COMMENT ON TYPE e IS 'kept';
      CREATE TABLE t (id int PRIMARY KEY, a e DEFAULT 'x' NOT NULL, l e[] DEFAULT '{y}', CONSTRAINT c CHECK (a <> 'y'));
      CREATE INDEX i ON t (id) WHERE a = 'x'; CREATE VIEW v AS SELECT a FROM t WHERE a = 'x';
      CREATE FUNCTION f(a e) RETURNS e LANGUAGE sql AS 'SELECT a'; INSERT INTO t VALUES (1)`,
    when: `ALTER TYPE e ADD VALUE 'z' BEFORE 'y'`,
    has: ['DROP TYPE public.e_old'],
  },
  {
    title: 'a label of an enum, with a new table of the type, foreign keys, children and generated columns',
    given: `CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE k (a e PRIMARY KEY);
      CREATE TABLE t (a e CONSTRAINT f REFERENCES k, b e, c int, CONSTRAINT two CHECK (a <> b));
      CREATE TABLE part (a e DEFAULT 'x', d date) PARTITION BY RANGE (d);
      CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE child (d int) INHERITS (t);
      ALTER TABLE t ADD COLUMN g boolean GENERATED ALWAYS AS (a = 'x') STORED`,
    when: `ALTER TYPE e ADD VALUE 'z' BEFORE 'y'; CREATE TABLE u (k e); ALTER TABLE part ALTER COLUMN a SET DEFAULT 'z'`,
  },
  {
    title: 'the type of both columns of a foreign key',
    given: 'CREATE TABLE t (id uuid PRIMARY KEY); CREATE TABLE u (t uuid CONSTRAINT f REFERENCES t)',
    when: `ALTER TABLE u DROP CONSTRAINT f; ALTER TABLE t ALTER COLUMN id TYPE text; ALTER TABLE u ALTER COLUMN t TYPE text;
      ALTER TABLE u ADD CONSTRAINT f FOREIGN KEY (t) REFERENCES t`,
  },
  {
    title: 'the type of a column of a partitioned table and of a parent',
    given: `CREATE TABLE p (a int, d date) PARTITION BY RANGE (d); CREATE TABLE p1 PARTITION OF p DEFAULT;
      CREATE TABLE t (a int); CREATE TABLE c (b int) INHERITS (t)`,
    when: 'ALTER TABLE p ALTER COLUMN a TYPE bigint; ALTER TABLE t ALTER COLUMN a TYPE bigint',
    has: ['ALTER TABLE public.p ALTER COLUMN a TYPE integer'],
  },
  {
    title: 'a function under a trigger and a default of a partition',
    given: `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
      CREATE TABLE p (a int, b int DEFAULT 7) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
      ALTER TABLE p1 ALTER COLUMN b SET DEFAULT f(1)`,
    when: `ALTER TABLE p1 ALTER COLUMN b DROP DEFAULT; DROP FUNCTION f(int);
      CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; ALTER TABLE p1 ALTER COLUMN b SET DEFAULT f(1)`,
  },
  {
    title: 'a key that gets another column, under a foreign key',
    given: `${T} CREATE TABLE u (t int CONSTRAINT k REFERENCES t ON DELETE CASCADE)`,
    when: `ALTER TABLE u DROP CONSTRAINT k; ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (id) INCLUDE (a);
      ALTER TABLE u ADD CONSTRAINT k FOREIGN KEY (t) REFERENCES t ON DELETE CASCADE`,
  },
  {
    title: 'a trigger',
    given: `${T} CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'`,
    when: 'CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()',
  },
  {
    title: 'a dictionary under a text search configuration, which an index and a generated column use',
    given: `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple); CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
      ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR word, "int" WITH d, simple; COMMENT ON TEXT SEARCH CONFIGURATION c IS 'kept';
      CREATE TABLE t (a text, g tsvector GENERATED ALWAYS AS (to_tsvector('c', a)) STORED); CREATE INDEX i ON t USING gin (to_tsvector('c', a))`,
    when: `ALTER TEXT SEARCH DICTIONARY d (Accept = false); ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR email`,
    has: ['ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR word WITH public.d, simple'],
  },
  {
    title: 'text search configurations made, one changed and one of another parser',
    given: `CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
      CREATE TEXT SEARCH CONFIGURATION c (COPY = english); CREATE TEXT SEARCH CONFIGURATION o (COPY = simple)`,
    when: `ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR host; ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR blank WITH simple;
      ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR url WITH english_stem, simple; DROP TEXT SEARCH CONFIGURATION o;
      CREATE TEXT SEARCH CONFIGURATION o (PARSER = p); CREATE TEXT SEARCH CONFIGURATION "New one" (COPY = german)`,
    has: ['ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR host WITH simple'],
  },
  {
    title: 'a table of a type, with a default, a key and a view',
    given: 'CREATE TYPE k AS (a int, b text)',
    when: `CREATE TABLE t OF k (a WITH OPTIONS PRIMARY KEY, b DEFAULT 'x' NOT NULL); CREATE VIEW v AS SELECT b FROM t`,
  },
  {
    title: 'a renamed table under a view, and the type of its column',
    given: `${T} CREATE VIEW v AS SELECT a FROM t`,
    when: `DROP VIEW v; ALTER TABLE t RENAME TO t2; CREATE VIEW v AS SELECT a::int8 AS a FROM t2`,
  },
];

async function reverted(client: Client, wanted: CatalogSnapshot) {
  const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
  const { snapshot, dependencies } = await describeDependencies(client, OPTIONS);
  const states = { wanted: wanted.objects, current: snapshot.objects, dependencies, sequences: snapshot.sequences };
  const written = revertSql(diff(wanted, snapshot), states, { role: rows[0]?.role });
  for (const statement of written.statements) {
    await client.query(statement);
  }
  return { ...written, left: formatDiff(diff(wanted, await describeSchema(client, OPTIONS))) };
}

const isOrder = (line: string): boolean => line.includes('  column order ');

describe('The statements drop and create again what stands on a change:', () => {
  it.for(PAIRS)('$title', { concurrent: true }, async ({ given, when, has = [], since = 0 }, context) => {
    await using database = await scratchDatabase('rebuild');
    const { client } = database;
    context.skip((await majorVersion(client)) < since, `from PostgreSQL ${since}`);
    await client.query(given);
    const before = await describeSchema(client, OPTIONS);
    for (const statement of when.split(/;\s*/)) {
      await client.query(statement);
    }
    const after = await describeSchema(client, OPTIONS);

    const back = await reverted(client, before);
    expect(back.statements).toEqual(expect.arrayContaining([...has]));
    expect({
      underived: back.underived.filter((name) => !name.startsWith('table ')),
      left: back.left.filter((line) => !isOrder(line)),
    }).toEqual({ underived: [], left: [] });
    const forth = await reverted(client, after);
    expect({
      underived: forth.underived.filter((name) => !name.startsWith('table ')),
      left: forth.left.filter((line) => !isOrder(line)),
    }).toEqual({ underived: [], left: [] });
  });
});
