/** A statement and how it is written so that it may run again. */
export interface Form {
  /** Runs before it. */
  given?: string;
  statement: string;
  form: string;
  /** The first major version of PostgreSQL that has this. */
  since?: number;
}

export const forms: Form[] = [
  { statement: 'CREATE TABLE t (a int) -- note', form: 'CREATE TABLE IF NOT EXISTS t (a int);' },
  { statement: 'CREATE UNLOGGED TABLE t (a int)', form: 'CREATE UNLOGGED TABLE IF NOT EXISTS t (a int);' },
  {
    given: 'CREATE TABLE p (a int) PARTITION BY LIST (a)',
    statement: 'CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)',
    form: 'CREATE TABLE IF NOT EXISTS p1 PARTITION OF p FOR VALUES IN (1);',
  },
  {
    statement: 'create /* c */ table "T t" as select 1 as a',
    form: 'create /* c */ table IF NOT EXISTS "T t" as select 1 as a;',
  },
  {
    statement: 'CREATE MATERIALIZED VIEW m AS SELECT 1 AS a',
    form: 'CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1 AS a;',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE INDEX i ON t (a)',
    form: 'CREATE INDEX IF NOT EXISTS i ON t (a);',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)',
    form: 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE INDEX ON t (a)',
    form: 'CREATE INDEX IF NOT EXISTS t_a_idx ON t (a);',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE INDEX ON t USING btree (lower(b), (a + 1), (a + 2), (b::varchar)) INCLUDE (a)',
    form: 'CREATE INDEX IF NOT EXISTS t_lower_expr_expr1_b_a_idx ON t USING btree (lower(b), (a + 1), (a + 2), (b::varchar)) INCLUDE (a);',
  },
  {
    given:
      'CREATE SCHEMA s; CREATE TABLE s."A long name of a table that takes up room" (a int, "and a long name of its column" int)',
    statement: 'CREATE INDEX ON s."A long name of a table that takes up room" (a, "and a long name of its column")',
    form: 'CREATE INDEX IF NOT EXISTS "A long name of a table that t_a_and a long name of its colu_idx" ON s."A long name of a table that takes up room" (a, "and a long name of its column");',
  },
  { statement: 'CREATE SCHEMA s', form: 'CREATE SCHEMA IF NOT EXISTS s;' },
  { statement: 'CREATE SEQUENCE s START 5', form: 'CREATE SEQUENCE IF NOT EXISTS s START 5;' },
  { statement: 'CREATE EXTENSION pg_trgm', form: 'CREATE EXTENSION IF NOT EXISTS pg_trgm;' },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE VIEW v AS SELECT a FROM t',
    form: 'CREATE OR REPLACE VIEW v AS SELECT a FROM t;',
  },
  {
    statement: 'CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS $$ SELECT x $$',
    form: 'CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS $$ SELECT x $$;',
  },
  { statement: `CREATE PROCEDURE f() LANGUAGE sql AS ''`, form: `CREATE OR REPLACE PROCEDURE f() LANGUAGE sql AS '';` },
  {
    statement: 'CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int4)',
    form: 'CREATE OR REPLACE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int4);',
  },
  {
    given: `CREATE TABLE t (a int, b text); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    statement: 'CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()',
    form: 'CREATE OR REPLACE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();',
  },
  {
    given: `CREATE TABLE t (a int, b text); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    statement: 'CREATE CONSTRAINT TRIGGER r AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()',
    form: `DROP TRIGGER IF EXISTS r ON t;
CREATE CONSTRAINT TRIGGER r AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING',
    form: 'CREATE OR REPLACE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE STATISTICS s ON a, b FROM t',
    form: 'CREATE STATISTICS IF NOT EXISTS s ON a, b FROM t;',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE POLICY p ON t USING (a > 0)',
    form: `DROP POLICY IF EXISTS p ON t;
CREATE POLICY p ON t USING (a > 0);`,
  },
  {
    given: `CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`,
    statement: 'CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e()',
    form: `DROP EVENT TRIGGER IF EXISTS e;
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e();`,
  },
  {
    statement: `CREATE TYPE e AS ENUM ('a', '$$')`,
    form: `DO $do$
BEGIN
    CREATE TYPE e AS ENUM ('a', '$$');
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$do$;`,
  },
  {
    statement: 'CREATE TYPE c AS (a int)',
    form: `DO $$
BEGIN
    CREATE TYPE c AS (a int);
EXCEPTION
    WHEN duplicate_table OR duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE TYPE r AS RANGE (subtype = float8)',
    form: `DO $$
BEGIN
    CREATE TYPE r AS RANGE (subtype = float8);
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE TYPE shell',
    form: `DO $$
BEGIN
    CREATE TYPE shell;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE DOMAIN d AS int CHECK (VALUE > 0)',
    form: `DO $$
BEGIN
    CREATE DOMAIN d AS int CHECK (VALUE > 0);
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    given: 'CREATE DOMAIN d AS int',
    statement: 'ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0)',
    form: `ALTER DOMAIN d DROP CONSTRAINT IF EXISTS k;
ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0);`,
  },
  {
    given: 'CREATE DOMAIN d AS int CONSTRAINT k CHECK (VALUE > 0)',
    statement: 'ALTER DOMAIN d DROP CONSTRAINT k',
    form: 'ALTER DOMAIN d DROP CONSTRAINT IF EXISTS k;',
  },
  {
    given: 'CREATE TYPE c AS (a int)',
    statement: 'CREATE CAST (c AS text) WITH INOUT',
    form: `DO $$
BEGIN
    CREATE CAST (c AS text) WITH INOUT;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: `CREATE COLLATION c (provider = icu, locale = 'und')`,
    form: `CREATE COLLATION IF NOT EXISTS c (provider = icu, locale = 'und');`,
  },
  {
    statement: `CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`,
    form: `DO $$
BEGIN
    CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)',
    form: `DO $$
BEGIN
    CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
EXCEPTION
    WHEN duplicate_function THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE OPERATOR CLASS c FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)',
    form: `DO $$
BEGIN
    CREATE OPERATOR CLASS c FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE OPERATOR FAMILY f USING hash',
    form: `DO $$
BEGIN
    CREATE OPERATOR FAMILY f USING hash;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)',
    form: `DO $$
BEGIN
    CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
EXCEPTION
    WHEN unique_violation THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE TEXT SEARCH CONFIGURATION c (COPY = english)',
    form: `DO $$
BEGIN
    CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
EXCEPTION
    WHEN unique_violation THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE TEXT SEARCH TEMPLATE m (LEXIZE = dsimple_lexize)',
    form: `DO $$
BEGIN
    CREATE TEXT SEARCH TEMPLATE m (LEXIZE = dsimple_lexize);
EXCEPTION
    WHEN unique_violation THEN NULL;
END
$$;`,
  },
  {
    statement:
      'CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)',
    form: `DO $$
BEGIN
    CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
EXCEPTION
    WHEN unique_violation THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE LANGUAGE l HANDLER plpgsql_call_handler',
    form: 'CREATE OR REPLACE LANGUAGE l HANDLER plpgsql_call_handler;',
  },
  {
    given: `CREATE FUNCTION tf(internal) RETURNS internal LANGUAGE internal AS 'textin'`,
    statement: 'CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal))',
    form: 'CREATE OR REPLACE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));',
  },
  {
    statement: 'CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler',
    form: `DO $$
BEGIN
    CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    statement: 'CREATE FOREIGN DATA WRAPPER w',
    form: `DO $$
BEGIN
    CREATE FOREIGN DATA WRAPPER w;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    given: 'CREATE FOREIGN DATA WRAPPER w',
    statement: 'CREATE SERVER s FOREIGN DATA WRAPPER w',
    form: 'CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER w;',
  },
  {
    given: 'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w',
    statement: 'CREATE USER MAPPING FOR PUBLIC SERVER s',
    form: 'CREATE USER MAPPING IF NOT EXISTS FOR PUBLIC SERVER s;',
  },
  {
    given: 'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w',
    statement: 'CREATE FOREIGN TABLE f (a int) SERVER s',
    form: 'CREATE FOREIGN TABLE IF NOT EXISTS f (a int) SERVER s;',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'CREATE PUBLICATION p FOR TABLE t',
    form: `DO $$
BEGIN
    CREATE PUBLICATION p FOR TABLE t;
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD c int',
    form: 'ALTER TABLE t ADD IF NOT EXISTS c int;',
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE TABLE u (a int PRIMARY KEY)',
    statement: 'ALTER TABLE t ADD COLUMN c int CHECK (c > 0) UNIQUE REFERENCES u (a)',
    form: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS c int CHECK (c > 0) UNIQUE REFERENCES u (a);',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD COLUMN c serial',
    form: 'ALTER TABLE t ADD COLUMN IF NOT EXISTS c serial;',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement:
      'ALTER TABLE ONLY public.t ADD COLUMN c numeric(10, 2) DEFAULT 1, DROP COLUMN b, ALTER a SET NOT NULL, ADD CHECK (a > 0)',
    form: 'ALTER TABLE ONLY public.t ADD COLUMN IF NOT EXISTS c numeric(10, 2) DEFAULT 1, DROP COLUMN IF EXISTS b, ALTER a SET NOT NULL, DROP CONSTRAINT IF EXISTS t_a_check, ADD CONSTRAINT t_a_check CHECK (a > 0);',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t DROP b',
    form: 'ALTER TABLE t DROP IF EXISTS b;',
  },
  {
    given: 'CREATE TABLE t (a int CHECK (a > 0))',
    statement: 'ALTER TABLE t DROP CONSTRAINT t_a_check',
    form: 'ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_check;',
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE IF EXISTS t ADD CONSTRAINT k CHECK (a > 0) NOT VALID',
    form: `ALTER TABLE IF EXISTS t DROP CONSTRAINT IF EXISTS k;
ALTER TABLE IF EXISTS t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD CHECK (a > 0)',
    form: `ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_check;
ALTER TABLE t ADD CONSTRAINT t_a_check CHECK (a > 0);`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: `ALTER TABLE t ADD CHECK (a > 0 OR b <> '')`,
    form: `ALTER TABLE t DROP CONSTRAINT IF EXISTS t_check;
ALTER TABLE t ADD CONSTRAINT t_check CHECK (a > 0 OR b <> '');`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 't'::regclass AND conname = 'k') THEN
        ALTER TABLE t ADD CONSTRAINT k UNIQUE (a);
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD PRIMARY KEY (a, b)',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 't'::regclass AND conname = 't_pkey') THEN
        ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (a, b);
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD UNIQUE (a, b)',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 't'::regclass AND conname = 't_a_b_key') THEN
        ALTER TABLE t ADD CONSTRAINT t_a_b_key UNIQUE (a, b);
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t ADD EXCLUDE USING btree (a WITH =)',
    form: `ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_excl;
ALTER TABLE t ADD CONSTRAINT t_a_excl EXCLUDE USING btree (a WITH =);`,
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE UNIQUE INDEX i ON t (a)',
    statement: 'ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 't'::regclass AND conname = 'k') THEN
        ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE TABLE u (x int PRIMARY KEY)',
    statement: 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u',
    form: `ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_fkey;
ALTER TABLE t ADD CONSTRAINT t_a_fkey FOREIGN KEY (a) REFERENCES u;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE TABLE u (x int PRIMARY KEY)',
    statement: 'ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u, ADD CONSTRAINT l UNIQUE (a)',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 't'::regclass AND conname = 'l') THEN
        ALTER TABLE t DROP CONSTRAINT IF EXISTS k, ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u, ADD CONSTRAINT l UNIQUE (a);
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int CONSTRAINT k UNIQUE)',
    statement: 'ALTER TABLE t DROP CONSTRAINT k, ADD CONSTRAINT k UNIQUE (a), ADD b int',
    form: 'ALTER TABLE t DROP CONSTRAINT IF EXISTS k, ADD CONSTRAINT k UNIQUE (a), ADD IF NOT EXISTS b int;',
  },
  {
    given: 'CREATE TABLE t (a int NOT NULL)',
    statement: 'ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a' AND attidentity = '') THEN
        ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)',
    statement: 'ALTER TABLE t ALTER COLUMN a DROP IDENTITY',
    form: 'ALTER TABLE t ALTER COLUMN a DROP IDENTITY IF EXISTS;',
  },
  {
    given: 'CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED)',
    statement: 'ALTER TABLE t ALTER COLUMN a DROP EXPRESSION',
    form: 'ALTER TABLE t ALTER COLUMN a DROP EXPRESSION IF EXISTS;',
  },
  {
    given: 'CREATE TABLE p (a int); CREATE TABLE t (a int)',
    statement: 'ALTER TABLE t INHERIT p',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 't'::regclass AND inhparent = 'p'::regclass) THEN
        ALTER TABLE t INHERIT p;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE p (a int); CREATE TABLE t (a int) INHERITS (p)',
    statement: 'ALTER TABLE t NO INHERIT p',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 't'::regclass AND inhparent = 'p'::regclass) THEN
        ALTER TABLE t NO INHERIT p;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE t (a int)',
    statement: 'ALTER TABLE p ATTACH PARTITION t FOR VALUES IN (1)',
    form: `DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 't'::regclass AND inhparent = 'p'::regclass) THEN
        ALTER TABLE p ATTACH PARTITION t FOR VALUES IN (1);
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE t PARTITION OF p FOR VALUES IN (1)',
    statement: 'ALTER TABLE p DETACH PARTITION t',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 't'::regclass AND inhparent = 'p'::regclass) THEN
        ALTER TABLE p DETACH PARTITION t;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TYPE c AS (a int)',
    statement: 'ALTER TYPE c ADD ATTRIBUTE b int',
    form: `DO $$
BEGIN
    ALTER TYPE c ADD ATTRIBUTE b int;
EXCEPTION
    WHEN duplicate_column THEN NULL;
END
$$;`,
  },
  {
    given: 'CREATE TYPE c AS (a int, b int)',
    statement: 'ALTER TYPE c DROP ATTRIBUTE b',
    form: 'ALTER TYPE c DROP ATTRIBUTE IF EXISTS b;',
  },
  {
    given: `CREATE TYPE e AS ENUM ('a')`,
    statement: `ALTER TYPE e ADD VALUE 'b' BEFORE 'a'`,
    form: `ALTER TYPE e ADD VALUE IF NOT EXISTS 'b' BEFORE 'a';`,
  },
  {
    given: `CREATE TYPE e AS ENUM ('a')`,
    statement: `ALTER TYPE public.e RENAME VALUE 'a' TO 'b'`,
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_enum WHERE enumtypid = 'public.e'::regtype AND enumlabel = 'a') THEN
        ALTER TYPE public.e RENAME VALUE 'a' TO 'b';
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int PRIMARY KEY, b text)',
    statement: `INSERT INTO t VALUES (1, 'x')`,
    form: `INSERT INTO t VALUES (1, 'x') ON CONFLICT DO NOTHING;`,
  },
  {
    given: 'CREATE TABLE t (a int PRIMARY KEY, b text)',
    statement: `INSERT INTO t (a, b) VALUES (1, 'x') RETURNING a`,
    form: `INSERT INTO t (a, b) VALUES (1, 'x') ON CONFLICT DO NOTHING RETURNING a;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t RENAME a TO "A"',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('t') AND attname = 'a' AND NOT attisdropped) THEN
        ALTER TABLE t RENAME a TO "A";
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text)',
    statement: 'ALTER TABLE t RENAME TO u',
    form: 'ALTER TABLE IF EXISTS t RENAME TO u;',
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE INDEX i ON t (a)',
    statement: 'ALTER INDEX i RENAME TO j',
    form: 'ALTER INDEX IF EXISTS i RENAME TO j;',
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE MATERIALIZED VIEW m AS SELECT 1 AS a',
    statement: 'ALTER MATERIALIZED VIEW m RENAME TO n',
    form: 'ALTER MATERIALIZED VIEW IF EXISTS m RENAME TO n;',
  },
  {
    given: 'CREATE TABLE t (a int CHECK (a > 0))',
    statement: 'ALTER TABLE t RENAME CONSTRAINT t_a_check TO k',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('t') AND conname = 't_a_check') THEN
        ALTER TABLE t RENAME CONSTRAINT t_a_check TO k;
    END IF;
END
$$;`,
  },
  {
    given: `CREATE TYPE e AS ENUM ('a')`,
    statement: 'ALTER TYPE e RENAME TO f',
    form: `DO $$
BEGIN
    IF to_regtype('e') IS NOT NULL THEN
        ALTER TYPE e RENAME TO f;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE DOMAIN d AS int',
    statement: 'ALTER DOMAIN d RENAME TO e',
    form: `DO $$
BEGIN
    IF to_regtype('d') IS NOT NULL THEN
        ALTER DOMAIN d RENAME TO e;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE SCHEMA s',
    statement: 'ALTER SCHEMA s RENAME TO z',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 's') THEN
        ALTER SCHEMA s RENAME TO z;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE POLICY p ON t',
    statement: 'ALTER POLICY p ON t RENAME TO q',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_policy WHERE polrelid = to_regclass('t') AND polname = 'p') THEN
        ALTER POLICY p ON t RENAME TO q;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING',
    statement: 'ALTER RULE r ON t RENAME TO q',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_rewrite WHERE ev_class = to_regclass('t') AND rulename = 'r') THEN
        ALTER RULE r ON t RENAME TO q;
    END IF;
END
$$;`,
  },
  {
    given: `CREATE TABLE t (a int, b text); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()`,
    statement: 'ALTER TRIGGER r ON t RENAME TO q',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass('t') AND tgname = 'r') THEN
        ALTER TRIGGER r ON t RENAME TO q;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TYPE c AS (a int)',
    statement: 'ALTER TYPE c RENAME ATTRIBUTE a TO b',
    form: `DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('c') AND attname = 'a' AND NOT attisdropped) THEN
        ALTER TYPE c RENAME ATTRIBUTE a TO b;
    END IF;
END
$$;`,
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE SCHEMA s',
    statement: 'ALTER TABLE t SET SCHEMA s',
    form: 'ALTER TABLE IF EXISTS t SET SCHEMA s;',
  },
  {
    given: `CREATE TYPE e AS ENUM ('a'); CREATE SCHEMA s`,
    statement: 'ALTER TYPE e SET SCHEMA s',
    form: `DO $$
BEGIN
    IF to_regtype('e') IS NOT NULL THEN
        ALTER TYPE e SET SCHEMA s;
    END IF;
END
$$;`,
  },
  { given: 'CREATE TABLE t (a int, b text)', statement: 'DROP TABLE t', form: 'DROP TABLE IF EXISTS t;' },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE TABLE u (a int)',
    statement: 'DROP TABLE t, public.u CASCADE',
    form: 'DROP TABLE IF EXISTS t, public.u CASCADE;',
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE INDEX i ON t (a)',
    statement: 'DROP INDEX CONCURRENTLY i',
    form: 'DROP INDEX CONCURRENTLY IF EXISTS i;',
  },
  { given: 'CREATE VIEW v AS SELECT 1', statement: 'DROP VIEW v', form: 'DROP VIEW IF EXISTS v;' },
  {
    given: 'CREATE MATERIALIZED VIEW m AS SELECT 1',
    statement: 'DROP MATERIALIZED VIEW m',
    form: 'DROP MATERIALIZED VIEW IF EXISTS m;',
  },
  { given: 'CREATE SEQUENCE s', statement: 'DROP SEQUENCE s', form: 'DROP SEQUENCE IF EXISTS s;' },
  { given: 'CREATE SCHEMA s', statement: 'DROP SCHEMA s CASCADE', form: 'DROP SCHEMA IF EXISTS s CASCADE;' },
  { given: 'CREATE EXTENSION pg_trgm', statement: 'DROP EXTENSION pg_trgm', form: 'DROP EXTENSION IF EXISTS pg_trgm;' },
  { given: `CREATE TYPE e AS ENUM ('a')`, statement: 'DROP TYPE e', form: 'DROP TYPE IF EXISTS e;' },
  { given: 'CREATE DOMAIN d AS int', statement: 'DROP DOMAIN d', form: 'DROP DOMAIN IF EXISTS d;' },
  {
    given: `CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    statement: 'DROP FUNCTION f(int)',
    form: 'DROP FUNCTION IF EXISTS f(int);',
  },
  {
    given: `CREATE PROCEDURE f() LANGUAGE sql AS ''`,
    statement: 'DROP PROCEDURE f',
    form: 'DROP PROCEDURE IF EXISTS f;',
  },
  {
    given: 'CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int4)',
    statement: 'DROP AGGREGATE total (int)',
    form: 'DROP AGGREGATE IF EXISTS total (int);',
  },
  {
    given: `CREATE TABLE t (a int, b text); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()`,
    statement: 'DROP TRIGGER r ON t',
    form: 'DROP TRIGGER IF EXISTS r ON t;',
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE POLICY p ON t',
    statement: 'DROP POLICY p ON t',
    form: 'DROP POLICY IF EXISTS p ON t;',
  },
  {
    given: 'CREATE TABLE t (a int, b text); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING',
    statement: 'DROP RULE r ON t',
    form: 'DROP RULE IF EXISTS r ON t;',
  },
  {
    given: 'CREATE TYPE c AS (a int); CREATE CAST (c AS text) WITH INOUT',
    statement: 'DROP CAST (c AS text)',
    form: 'DROP CAST IF EXISTS (c AS text);',
  },
  {
    given: 'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)',
    statement: 'DROP OPERATOR === (int, int)',
    form: 'DROP OPERATOR IF EXISTS === (int, int);',
  },
  {
    given: 'CREATE OPERATOR CLASS c FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)',
    statement: 'DROP OPERATOR CLASS c USING hash',
    form: 'DROP OPERATOR CLASS IF EXISTS c USING hash;',
  },
  {
    given: 'CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)',
    statement: 'DROP TEXT SEARCH DICTIONARY d',
    form: 'DROP TEXT SEARCH DICTIONARY IF EXISTS d;',
  },
  {
    given: 'CREATE LANGUAGE l HANDLER plpgsql_call_handler',
    statement: 'DROP PROCEDURAL LANGUAGE l',
    form: 'DROP PROCEDURAL LANGUAGE IF EXISTS l;',
  },
  {
    given:
      'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s',
    statement: 'DROP USER MAPPING FOR PUBLIC SERVER s',
    form: 'DROP USER MAPPING IF EXISTS FOR PUBLIC SERVER s;',
  },
  {
    given: 'CREATE FOREIGN DATA WRAPPER w',
    statement: 'DROP FOREIGN DATA WRAPPER w',
    form: 'DROP FOREIGN DATA WRAPPER IF EXISTS w;',
  },
  { given: 'CREATE PUBLICATION p', statement: 'DROP PUBLICATION p', form: 'DROP PUBLICATION IF EXISTS p;' },
];
