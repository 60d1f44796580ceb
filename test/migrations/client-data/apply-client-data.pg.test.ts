import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { type ClientDataProgress } from '../../../src/migrations/client-data/apply-client-data.ts';
import { currentVersion } from '../../../src/migrations/runner/status.ts';
import { SCHEMA, load, withTables, one } from './loaded-files.ts';
import { PREAMBLE, CIRCLE } from './failing-files.ts';

describe('output of pg_dump is loaded', () => {
  test('COPY blocks in any order, also with circular references', async () => {
    await using database = await withTables();
    const seen: ClientDataProgress[] = [];
    const result = await load(database, PREAMBLE + CIRCLE, { onProgress: (progress) => void seen.push(progress) });
    expect(result).toMatchObject({ rows: 5, bytes: Buffer.byteLength(PREAMBLE + CIRCLE) });
    expect(seen.at(-1)).toEqual({ bytesRead: result.bytes, bytesTotal: result.bytes, rows: 5 });
    expect(await one(database, 'SELECT name FROM client WHERE main_site = 10')).toBe(`it's; \\ ä`);
    expect(await one(database, 'SELECT note FROM site')).toBe('a\tb');
    expect(await one(database, 'SELECT last_value FROM numbers')).toBe('42');
    expect(result.notes).toContainEqual(expect.stringContaining('skipped SET default_with_oids'));
  });

  test('--inserts', async () => {
    await using database = await withTables();
    const rows = Array.from(
      { length: 3000 },
      (_, id) => `INSERT INTO public.client VALUES (${id}, '${'x'.repeat(200)};''', NULL);\n`,
    );
    const result = await load(
      database,
      `${PREAMBLE}${rows.join('')}INSERT INTO public.tree VALUES (1, 2), (2, 1) -- end`,
    );
    expect(result.rows).toBe(3002);
    expect(await one(database, 'SELECT count(*)::int FROM client')).toBe(3000);
  });

  test('compressed', async () => {
    await using database = await withTables();
    expect((await load(database, gzipSync(PREAMBLE + CIRCLE), { name: 'data.sql.gz' })).rows).toBe(5);
  });

  test('functions with bodies of every kind', async () => {
    await using database = await withTables();
    await load(
      database,
      `CREATE FUNCTION public.a() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1; END; END;`.replace(
        '1; END',
        '1 END',
      ) + `CREATE FUNCTION public.b() RETURNS int LANGUAGE plpgsql AS $_$ BEGIN RETURN 2; END; $_$;`,
    );
    expect(await one(database, 'SELECT a() + b()')).toBe(3);
  });

  test('BEGIN and COMMIT around it, or within', async () => {
    await using database = await withTables();
    const broken = `BEGIN;\nINSERT INTO tree VALUES (1, NULL);\nCOMMIT;\nSTART TRANSACTION;\nSELECT 1/0;\nEND;`;
    await expect(load(database, broken)).rejects.toMatchObject({ line: 5, sqlstate: '22012' });
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(0);
    await load(database, `BEGIN;\n${PREAMBLE}${CIRCLE}END;\n`);
    expect(await one(database, 'SELECT count(*)::int FROM tree')).toBe(2);
  });

  test('an empty file', async () => {
    await using database = await withTables();
    expect(await load(database, '')).toMatchObject({ rows: 0, statements: 0 });
  });
});

describe('the ledger stays unchanged', () => {
  test.for([
    'COPY public.schema_migrations (version, dirty) FROM stdin;\n3\tf\n\\.\n',
    'INSERT INTO public.schema_migrations VALUES (3, true);',
  ])('its rows in a dump are skipped: %j', async (sql) => {
    await using database = await withTables();
    const { notes, rows } = await load(database, sql);
    expect(notes).toEqual([expect.stringContaining('line 1: skipped the rows of schema_migrations')]);
    expect(rows).toBe(0);
    expect(await currentVersion(database.url)).toEqual({ version: 7n, dirty: false });
  });

  test('a statement that changes it fails the load', async () => {
    await using database = await withTables();
    await expect(load(database, 'UPDATE schema_migrations SET dirty = true')).rejects.toMatchObject({
      code: 'CLIENT_DATA_CHANGES_LEDGER',
    });
    expect(await currentVersion(database.url)).toEqual({ version: 7n, dirty: false });
  });

  test('a table with its name in another schema is loaded', async () => {
    await using database = await withTables(
      `${SCHEMA} CREATE SCHEMA other; CREATE TABLE other.schema_migrations (a int)`,
    );
    await load(database, 'COPY other.schema_migrations FROM stdin;\n1\n\\.\n');
    expect(await one(database, 'SELECT count(*)::int FROM other.schema_migrations')).toBe(1);
  });
});

test('a role that cannot disable triggers loads in the order of the file', async () => {
  await using database = await withTables();
  const role = `${database.name}_role`;
  const url = new URL(database.url);
  url.username = role;
  url.password = 'secret';
  await database.client.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`,
  );
  try {
    const { notes } = await load(database, `INSERT INTO client VALUES (1); INSERT INTO site VALUES (1, 1)`, {
      url: url.href,
    });
    expect(notes).toContainEqual(expect.stringContaining('cannot disable triggers'));
    await expect(load(database, `\nINSERT INTO site VALUES (2, 5)`, { url: url.href })).rejects.toMatchObject({
      line: 2,
      sqlstate: '23503',
      hint: expect.stringContaining('superuser'),
    });
    await database.client.query('ALTER TABLE site ALTER CONSTRAINT site_client_id_fkey DEFERRABLE');
    await load(database, `INSERT INTO site VALUES (2, 5); INSERT INTO client VALUES (5)`, { url: url.href });
    await expect(load(database, `INSERT INTO site VALUES (3, 6)`, { url: url.href })).rejects.toMatchObject({
      sqlstate: '23503',
    });
  } finally {
    await database.client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});
