import { describe, expect, it } from 'vitest';

import { connect } from '../../../src/postgres/connect.ts';
import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';

const OPTIONS = { clusterWide: false };

const RICH = `CREATE SCHEMA s;
  CREATE TYPE s.mood AS ENUM ('sad', 'glad');
  CREATE TABLE s.u (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood s.mood DEFAULT 'sad');
  CREATE TABLE s.t (id serial PRIMARY KEY, u bigint REFERENCES s.u, at timestamptz DEFAULT now(), x float8, i interval,
    b bytea, m money, CONSTRAINT k CHECK (at > '2020-01-01'::timestamptz));
  CREATE INDEX ON s.t (lower(x::text)) WHERE i > '1 day';
  CREATE VIEW s.v AS SELECT t.*, u.mood FROM s.t JOIN s.u ON t.u = u.id;
  CREATE FUNCTION s.f(a s.mood DEFAULT 'sad') RETURNS s.mood LANGUAGE sql AS 'SELECT a';
  ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
  CREATE POLICY p ON s.t USING (s.f('glad') = 'glad');
  INSERT INTO s.u (mood) VALUES ('glad'), (NULL);
  INSERT INTO s.t (u, at, x, i, b, m) VALUES (1, '2024-03-31 01:30Z', 0.1::float8 + 0.2, '1 mon 2 days 3:04', '\\xff00', 1.5)`;

describe('Two snapshots are equal', () => {
  it.each([
    ['when nothing happened', 'SELECT 1'],
    ['after GRANT and REVOKE', 'GRANT SELECT ON s.t TO PUBLIC; REVOKE SELECT ON s.t FROM PUBLIC'],
    ['after GRANT and REVOKE on a column', 'GRANT SELECT (x) ON s.t TO PUBLIC; REVOKE SELECT (x) ON s.t FROM PUBLIC'],
    [
      'after REVOKE and GRANT on a function, a schema and a type',
      `REVOKE ALL ON FUNCTION s.f FROM PUBLIC; GRANT EXECUTE ON FUNCTION s.f TO PUBLIC;
        GRANT USAGE ON SCHEMA s TO PUBLIC; REVOKE USAGE ON SCHEMA s FROM PUBLIC;
        REVOKE USAGE ON TYPE s.mood FROM PUBLIC; GRANT USAGE ON TYPE s.mood TO PUBLIC;
        GRANT USAGE ON SEQUENCE s.t_id_seq TO PUBLIC; REVOKE USAGE ON SEQUENCE s.t_id_seq FROM PUBLIC`,
    ],
    [
      'after GRANT and REVOKE on a function of PostgreSQL',
      `GRANT EXECUTE ON FUNCTION pg_catalog.pg_rotate_logfile() TO PUBLIC;
        REVOKE EXECUTE ON FUNCTION pg_catalog.pg_rotate_logfile() FROM PUBLIC;
        REVOKE EXECUTE ON FUNCTION pg_catalog.lower(text) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION pg_catalog.lower(text) TO PUBLIC`,
    ],
    ['after a column was added and dropped', 'ALTER TABLE s.t ADD gone int; ALTER TABLE s.t DROP gone'],
    [
      'with the same objects made again',
      `DROP FUNCTION s.f CASCADE; CREATE FUNCTION s.f(a s.mood DEFAULT 'sad') RETURNS s.mood LANGUAGE sql AS 'SELECT a';
        CREATE POLICY p ON s.t USING (s.f('glad') = 'glad');
        ALTER TABLE s.t DROP CONSTRAINT k; ALTER TABLE s.t ADD CONSTRAINT k CHECK (at > '2020-01-01'::timestamptz);
        DROP INDEX s.t_lower_idx; CREATE INDEX ON s.t (lower(x::text)) WHERE i > '1 day'`,
    ],
    ['with a recreated schema', `DROP SCHEMA s CASCADE; ${RICH}`],
    [
      'with rows in another order',
      `CREATE TEMPORARY TABLE kept AS TABLE s.u; TRUNCATE s.u, s.t;
        INSERT INTO s.u OVERRIDING SYSTEM VALUE SELECT * FROM kept ORDER BY id DESC;
        INSERT INTO s.t (id, u, at, x, i, b, m) VALUES
        (1, 1, '2024-03-31 01:30Z', 0.1::float8 + 0.2, '1 mon 2 days 3:04', '\\xff00', 1.5)`,
    ],
    ['after an update to the same', 'UPDATE s.t SET x = x; UPDATE s.u SET mood = mood'],
    ['after a sequence was drawn from', `SELECT nextval('s.t_id_seq')`],
    [
      'after an insert was rolled back',
      `BEGIN; INSERT INTO s.t (u) VALUES (1); INSERT INTO s.u (mood) VALUES ('sad'); ROLLBACK`,
    ],
    [
      'after storage parameters went in another order',
      'ALTER TABLE s.t SET (autovacuum_enabled = on, fillfactor = 70)',
    ],
    [
      'after the server wrote an option of its own into each column and table',
      `UPDATE pg_attribute SET attoptions = array_append(attoptions, 'pg_attver=6382560') WHERE attrelid IN ('s.t'::regclass, 's.u'::regclass, 's.v'::regclass);
        UPDATE pg_class SET reloptions = array_append(reloptions, 'pg_internal=1') WHERE oid >= 16384 AND relkind = 'r'`,
    ],
    ['with a temporary table that hides a catalog', 'CREATE TEMPORARY TABLE pg_class (oid int, relname text)'],
    ['with a storage set to what the type has', 'ALTER TABLE s.t ALTER b SET STORAGE EXTENDED'],
    ['with the default statistics target', 'ALTER TABLE s.t ALTER b SET STATISTICS -1'],
  ])('%s', async (_, sql) => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(RICH);
    if (sql.includes('fillfactor')) {
      await client.query('ALTER TABLE s.t SET (fillfactor = 70, autovacuum_enabled = on)');
    }
    const before = await describeSchema(client, OPTIONS);
    if (sql.includes('fillfactor')) {
      await client.query('ALTER TABLE s.t RESET (fillfactor, autovacuum_enabled)');
    }
    await client.query(sql);
    const after = await describeSchema(client, OPTIONS);
    expect(formatDiff(diff(before, after))).toEqual([]);
    expect(diff(before, after).grade).toBe('equal');
    expect(after.objects.length).toBeGreaterThan(20);
    expect(after.rows.map(({ count }) => count)).toEqual([1, 2]);
  });

  it('after VACUUM FULL, ANALYZE and REINDEX', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(RICH);
    const before = await describeSchema(client, OPTIONS);
    await client.query('VACUUM (FULL, ANALYZE)');
    await client.query('REINDEX SCHEMA s');
    expect(await describeSchema(client, OPTIONS)).toEqual(before);
  });

  it('with any settings of the session, the role and the database', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(RICH);
    const before = await describeSchema(client, OPTIONS);
    await client.query(`SET search_path = s, pg_catalog; SET datestyle = 'German'; SET timezone = 'Asia/Kolkata';
      SET intervalstyle = 'iso_8601'; SET extra_float_digits = -5; SET bytea_output = 'escape';
      SET quote_all_identifiers = on; SET standard_conforming_strings = off; SET default_transaction_read_only = on`);
    expect(await describeSchema(client, OPTIONS)).toEqual(before);
    const { rows } = await client.query<{ search_path: string }>('SHOW search_path');
    expect(rows).toEqual([{ search_path: 's, pg_catalog' }]);
  });

  it('of a database and its copy', async () => {
    await using database = await scratchDatabase('catalog');
    await database.client.query(RICH);
    const original = await describeSchema(database.client, OPTIONS);
    await database.client.query('COMMIT');
    const copy = `${database.name}_copy`;
    const url = new URL(database.url);
    await database.client.end();
    url.pathname = '/postgres';
    const admin = await connect(url.href);
    try {
      await admin.query(`CREATE DATABASE ${copy} TEMPLATE ${database.name}`);
      url.pathname = `/${copy}`;
      const client = await connect(url.href);
      expect(await describeSchema(client, OPTIONS)).toEqual(original);
      await client.end();
    } finally {
      await admin.query(`DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`);
      await admin.end();
    }
  });
});

describe('A snapshot leaves out', () => {
  it('temporary objects and system schemas', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    const blank = await describeSchema(client, OPTIONS);
    await client.query(`CREATE TEMPORARY TABLE t (id serial PRIMARY KEY, a text CHECK (a <> '')); CREATE INDEX ON t (a);
      COMMENT ON COLUMN t.a IS 'x'; COMMENT ON CONSTRAINT t_pkey ON t IS 'x'; CREATE TEMPORARY VIEW v AS TABLE t;
      INSERT INTO t (a) VALUES ('x'); CREATE TYPE pg_temp.e AS ENUM ('a'); CREATE DOMAIN pg_temp.d AS int CHECK (VALUE > 0);
      CREATE FUNCTION pg_temp.f() RETURNS int RETURN 1; COMMENT ON FUNCTION pg_temp.f IS 'x'`);
    expect(diff(blank, await describeSchema(client, OPTIONS))).toEqual(diff(blank, blank));
  });

  it('ignored tables with their parts', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    const options = { ...OPTIONS, ignoreTables: ['public.schema_migrations', 'public."Odd one"'] };
    const blank = await describeSchema(client, options);
    await client.query(`CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);
      CREATE TABLE "Odd one" (id serial PRIMARY KEY, a int CHECK (a > 0)); CREATE INDEX ON "Odd one" (a);
      COMMENT ON COLUMN schema_migrations.dirty IS 'x'; INSERT INTO schema_migrations VALUES (1, false);
      CREATE STATISTICS st ON version, dirty FROM schema_migrations`);
    expect(await describeSchema(client, options)).toEqual(blank);
    expect(diff(blank, await describeSchema(client, OPTIONS)).grade).toBe('different');
  });
});
