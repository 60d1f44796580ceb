import { describe, expect, it } from 'vitest';

import { OBJECT_KINDS } from '../../../src/catalog/snapshot/catalog-object.ts';
import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { unknownCatalogs } from '../../../src/catalog/snapshot/known-catalogs.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { scratchRole } from '../scratch.ts';

const OPTIONS = { clusterWide: false };

describe('What a snapshot does not cover', () => {
  it('does not include a catalog of this PostgreSQL', async () => {
    await using database = await scratchDatabase('catalog');
    const { rows } = await database.client.query(unknownCatalogs());
    expect(rows).toEqual([]);
  });

  it('is reported when a catalog has objects of an unknown kind', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`SET allow_system_table_mods = on; CREATE TABLE pg_catalog.pg_marvel (oid oid, name text);
      CREATE TABLE pg_catalog.pg_marvel_part (name text)`);
    const before = await describeSchema(client, OPTIONS);
    expect(before.uncovered).toEqual([]);
    await client.query(`INSERT INTO pg_marvel VALUES (20000, 'new'), (99, 'built in');
      INSERT INTO pg_marvel_part VALUES ('part'), ('part')`);
    const after = await describeSchema(client, { ...OPTIONS, rows: false });
    expect(after.uncovered).toEqual([
      'pg_marvel: 1 objects of an unknown kind',
      'pg_marvel_part: 2 objects of an unknown kind',
    ]);
    const difference = diff(before, { ...before, uncovered: after.uncovered });
    expect(difference.grade).toBe('different');
    expect(formatDiff(difference)).toContain('? not covered: pg_marvel: 1 objects of an unknown kind');
  });

  it('is reported when a relation is of an unknown kind', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TABLE t (a int); UPDATE pg_class SET relkind = 'g' WHERE oid = 't'::regclass`);
    const { uncovered, objects } = await describeSchema(client, OPTIONS);
    expect(uncovered).toEqual(['table public.t: unknown kind of relation (g)']);
    expect(objects.map(({ name }) => name)).toContain('public.t.a');
    await client.query(`UPDATE pg_class SET relkind = 'r' WHERE oid = 't'::regclass`);
  });

  it('is reported when rows cannot be read; the rest is read', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TYPE positive AS (a int); CREATE TABLE good AS SELECT 1 AS a;
      CREATE TABLE broken (a int); INSERT INTO broken VALUES (1);
      UPDATE pg_attribute SET atttypid = 'regtype'::regtype, attlen = 4 WHERE false`);
    await using role = await scratchRole(client);
    await client.query(`GRANT SELECT ON good TO ${role.name}; SET ROLE ${role.name}`);
    const taken = await describeSchema(client, OPTIONS);
    await client.query('RESET ROLE');
    expect(taken.rows.map(({ table, count }) => [table, count])).toEqual([['public.good', 1]]);
    expect(taken.uncovered).toEqual(['rows of public.broken: permission denied for table broken']);
  });

  it('includes rows that row security would hide', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await using role = await scratchRole(client);
    await client.query(`CREATE TABLE t AS SELECT 1 AS a; ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p ON t USING (a > 1); GRANT SELECT ON t TO ${role.name}; SET ROLE ${role.name}`);
    const taken = await describeSchema(client, OPTIONS);
    await client.query('RESET ROLE');
    expect(taken.rows).toEqual([]);
    expect(taken.uncovered).toEqual([
      'rows of public.t: query would be affected by row-level security policy for table "t"',
    ]);
  });

  it('includes what only a superuser can read', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await using role = await scratchRole(client);
    await client.query(`SELECT lo_create(0); CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
      CREATE USER MAPPING FOR PUBLIC SERVER s; CREATE SEQUENCE q; SELECT nextval('q');
      CREATE SUBSCRIPTION ${role.name} CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE);
      SET ROLE ${role.name}`);
    const taken = await describeSchema(client);
    await client.query('RESET ROLE');
    expect(taken.uncovered.map((subject) => subject.replace(/:.*/, ''))).toEqual([
      'connections and options of subscriptions',
      'contents of large objects',
      'options of user mappings',
      'passwords of roles',
    ]);
    expect(taken.sequences).toMatchObject([{ sequence: 'public.q', lastValue: null }]);
  });
});

describe('A snapshot', () => {
  it('is rejected inside a transaction, which stays unchanged', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query('BEGIN; CREATE TABLE t ()');
    await expect(describeSchema(client)).rejects.toMatchObject({ code: 'SNAPSHOT_IN_TRANSACTION' });
    await client.query('COMMIT');
    expect((await describeSchema(client, OPTIONS)).objects.map(({ name }) => name)).toContain('public.t');
  });

  it('survives JSON', async () => {
    await using database = await scratchDatabase('catalog');
    await database.client.query('CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t DEFAULT VALUES');
    const taken = await describeSchema(database.client);
    expect(JSON.parse(JSON.stringify(taken))).toEqual(taken);
  });

  it('has no two objects of one kind and name, and none of an undeclared kind', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t); CREATE VIEW v AS TABLE t;
      CREATE FUNCTION t(int) RETURNS int RETURN 1; CREATE DOMAIN d AS int CHECK (VALUE > 0);
      ALTER TABLE t DISABLE TRIGGER ALL`);
    const { objects } = await describeSchema(client);
    expect(new Set(objects.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(objects.length);
    expect(objects.filter(({ kind }) => !OBJECT_KINDS.includes(kind))).toEqual([]);
  });

  it('shows a sequence that is behind its column', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TABLE t (id serial, g int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE free;
      CREATE TABLE p (id int GENERATED BY DEFAULT AS IDENTITY, a int) PARTITION BY LIST (a);
      CREATE TABLE p1 PARTITION OF p DEFAULT;
      INSERT INTO t DEFAULT VALUES; INSERT INTO p (a) VALUES (1); INSERT INTO t DEFAULT VALUES`);
    const before = await describeSchema(client, OPTIONS);
    expect(before.sequences).toEqual([
      { sequence: 'public.free', lastValue: null, column: null, columnMaximum: null, behind: false },
      { sequence: 'public.p_id_seq', lastValue: '1', column: 'public.p.id', columnMaximum: '1', behind: false },
      { sequence: 'public.t_g_seq', lastValue: '2', column: 'public.t.g', columnMaximum: '2', behind: false },
      { sequence: 'public.t_id_seq', lastValue: '2', column: 'public.t.id', columnMaximum: '2', behind: false },
    ]);
    await client.query(`SELECT setval('t_id_seq', 1); INSERT INTO p (id, a) VALUES (9223, 1); SELECT nextval('free')`);
    const difference = diff(before, await describeSchema(client, OPTIONS));
    expect(difference.sequencesBehind.map(({ sequence }) => sequence)).toEqual(['public.p_id_seq', 'public.t_id_seq']);
    expect(difference.sequences).toEqual([
      { sequence: 'public.free', before: null, after: '1' },
      { sequence: 'public.t_id_seq', before: '2', after: '1' },
    ]);
    expect(formatDiff(difference)).toContain('~ sequence public.t_id_seq  stands at 1, below 2 in public.t.id');
  });

  it('includes the start of an unused sequence', async () => {
    await using database = await scratchDatabase('catalog');
    const { client } = database;
    await client.query(`CREATE TABLE a (id serial); INSERT INTO a VALUES (5); CREATE TABLE b (id serial);
      INSERT INTO b VALUES (5); ALTER SEQUENCE b_id_seq RESTART WITH 6`);
    const { sequences } = await describeSchema(client, OPTIONS);
    expect(sequences.map(({ sequence, behind }) => [sequence, behind])).toEqual([
      ['public.a_id_seq', true],
      ['public.b_id_seq', false],
    ]);
  });
});
