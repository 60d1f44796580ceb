import { describe, expect, test } from 'vitest';

import { populated } from '../insert/populated.ts';

const TYPES = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(5,2)',
  'numeric(2,2)',
  'numeric(3,0)',
  'numeric(3,-2)',
  'numeric(2,4)',
  'real',
  'double precision',
  'money',
  'text',
  'varchar',
  'varchar(1)',
  'varchar(40)',
  'char',
  'char(7)',
  '"char"',
  'name',
  'boolean',
  'date',
  'timestamp',
  'timestamptz',
  'timestamp(0)',
  'time',
  'timetz',
  'interval',
  'uuid',
  'bytea',
  'json',
  'jsonb',
  'xml',
  'tsvector',
  'tsquery',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'bit',
  'bit(5)',
  'varbit',
  'varbit(9)',
  'pg_lsn',
  'pg_snapshot',
  'txid_snapshot',
  'xid',
  'xid8',
  'cid',
  'tid',
  'oid',
  'regclass',
  'regtype',
  'regproc',
  'regprocedure',
  'regoper',
  'regoperator',
  'regnamespace',
  'regrole',
  'regcollation',
  'regconfig',
  'regdictionary',
  'jsonpath',
  'refcursor',
  'int2vector',
  'oidvector',
  'aclitem',
  'int4range',
  'int8range',
  'numrange',
  'tsrange',
  'tstzrange',
  'daterange',
  'int4multirange',
  'nummultirange',
  'tstzmultirange',
  'datemultirange',
  'integer[]',
  'text[]',
  'varchar(3)[]',
  'numeric(4,1)[]',
  'uuid[]',
  'jsonb[]',
  'timestamptz[]',
  'boolean[]',
  'int4range[]',
  'point[]',
  'mood',
  'mood[]',
  'positive',
  'positive[]',
  'small_even',
  'address',
  'address[]',
  'code',
  'duration',
  'durationmulti',
];

const DEFINITIONS = `
  CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"', 'happy');
  CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
  CREATE DOMAIN small_even AS positive CHECK (VALUE % 2 = 0) CHECK (VALUE < 50);
  CREATE DOMAIN code AS varchar(8) CHECK (VALUE ~ '^[A-Z]{2}-\\d{3}$');
  CREATE TYPE address AS (street varchar(10), number positive, tags text[]);
  CREATE TYPE duration AS RANGE (subtype = time, multirange_type_name = durationmulti);
`;

describe('values', () => {
  test('every type is filled, left NULL and taken to its bounds', async () => {
    const columns = TYPES.map((type, i) => `c${i} ${type}`);
    const required = TYPES.map((type, i) => `c${i} ${type} NOT NULL`);
    await using database = await populated(
      `${DEFINITIONS} CREATE TABLE free (${columns.join(', ')}); CREATE TABLE strict (${required.join(', ')})`,
    );
    const { report, client } = database;
    expect(report).toEqual({
      populated: [
        { table: 'public.free', rows: 6 },
        { table: 'public.strict', rows: 6 },
      ],
      unpopulated: [],
    });
    const { rows } = await client.query<Record<string, string>>(
      `SELECT ${TYPES.map((_, i) => `count(c${i}) AS c${i}`).join(', ')} FROM free`,
    );
    expect(Object.entries(rows[0] ?? {}).filter(([, count]) => count !== '4')).toEqual([]);
  });

  test('bounds are those of the type', async () => {
    await using database = await populated(
      `CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
       CREATE TABLE t (a smallint, b bigint, c numeric(5,2), d varchar(5), e boolean, f mood, g int[], h int4range, i text,
         j date, k numeric(3,-2), l numeric(2,4), m uuid, n bit(3))`,
    );
    const one = async (sql: string): Promise<unknown> => (await database.values(`SELECT ${sql} FROM t`))[0];
    expect(await one('min(a)')).toBe(-32768);
    expect(await one('max(a)')).toBe(32767);
    expect(await one('max(b)')).toBe('9223372036854775807');
    expect(await one('max(c)')).toBe('999.99');
    expect(await one('min(c)')).toBe('-999.99');
    expect(await one('max(k)')).toBe('99900');
    expect(await one('max(l)')).toBe('0.0099');
    expect(await one('max(length(d))')).toBe(5);
    expect(await one('min(length(d))')).toBe(0);
    expect(await one('bool_or(NOT e)')).toBe(true);
    expect(await one('array[min(f), max(f)]::text')).toBe('{sad,happy}');
    expect(await one('bool_or(cardinality(g) = 0)')).toBe(true);
    expect(await one('bool_or(isempty(h))')).toBe(true);
    expect(await one('max(length(i)) > 255')).toBe(true);
    expect(await one(`bool_or(i ~ '[^[:ascii:]]' AND i LIKE '%''%' AND i LIKE '%"%' AND i LIKE '%\\\\%')`)).toBe(true);
    expect(await one('min(j)::text')).toBe('1970-01-01');
    expect(await one(`max(j)::text`)).toBe('2096-02-29');
    expect(await one(`max(m::text)`)).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
  });

  test('two rows are NULL in every nullable column, and one repeats the full row where allowed', async () => {
    await using database = await populated(
      `CREATE TABLE t (id serial PRIMARY KEY, email text UNIQUE, name text, age int, born timestamptz NOT NULL, tags text[])`,
    );
    expect(await database.values('SELECT count(*)::int FROM t WHERE num_nulls(email, name, age, tags) = 4')).toEqual([
      2,
    ]);
    expect(
      await database.values(
        `SELECT count(*)::int FROM t GROUP BY name, age, born, tags
          HAVING count(*) > 1 AND count(DISTINCT email) = 2 AND num_nulls(name, age, born, tags) = 0`,
      ),
    ).toEqual([2]);
  });

  test('names suggest values', async () => {
    await using database = await populated(
      `CREATE TABLE t (email text CHECK (email LIKE '%_@_%.%'), homepage_url text CHECK (homepage_url ~ '^https?://'))`,
    );
    expect(
      await database.values(`SELECT homepage_url FROM t WHERE homepage_url LIKE 'https://example.org/%'`),
    ).not.toEqual([]);
    expect(database.report.populated).toEqual([{ table: 'public.t', rows: 6 }]);
  });

  test.each(['citext', 'hstore', 'ltree', 'cube', 'seg'])('the type of the extension %s', async (extension) => {
    await using database = await populated(
      `CREATE SCHEMA x; CREATE EXTENSION ${extension} SCHEMA x;
       CREATE TABLE t (a x.${extension}, b x.${extension} NOT NULL)`,
    );
    expect(database.report).toEqual({ populated: [{ table: 'public.t', rows: 6 }], unpopulated: [] });
  });

  test('a type of which no value is known is NULL, or the reason for leaving its table empty', async () => {
    await using database = await populated(
      `CREATE SCHEMA x; CREATE TYPE x.plate;
       CREATE FUNCTION x.plate_in(cstring) RETURNS x.plate LANGUAGE internal IMMUTABLE STRICT AS 'pg_lsn_in';
       CREATE FUNCTION x.plate_out(x.plate) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'pg_lsn_out';
       CREATE TYPE x.plate (INPUT = x.plate_in, OUTPUT = x.plate_out, LIKE = pg_catalog.pg_lsn);
       CREATE TABLE optional (a x.plate, b int); CREATE TABLE required (a x.plate NOT NULL)`,
    );
    expect(database.report.populated).toEqual([{ table: 'public.optional', rows: 6 }]);
    expect(database.report.unpopulated).toEqual([
      { table: 'public.required', reason: expect.stringContaining('pg_lsn') },
    ]);
    expect(await database.values('SELECT count(b)::int FROM optional')).toEqual([4]);
  });
});
