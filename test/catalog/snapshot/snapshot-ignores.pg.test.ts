import { describe, expect, it } from 'vitest';

import { connect } from '../../../src/postgres/connect.ts';
import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { OPTIONS, RICH } from './rich-database.ts';
import { testEqual } from './equal-snapshots.ts';

describe('Two snapshots are equal', () => {
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

testEqual('short');
