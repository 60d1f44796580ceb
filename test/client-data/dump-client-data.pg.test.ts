import { readFileSync, readdirSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { loadClientData } from '../../src/client-data/load/load-client-data.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { scratchDatabase } from '../database.ts';
import { useOwnState } from '../own-state.ts';
import { HARD_ROWS, HARD_SCHEMA, HARD_TABLES } from './hard-tables.ts';
import { column, contents, psql, sourceDatabase, withoutPsql } from './source-database.ts';

useOwnState();

function refuse(): never {
  throw new Error('no pseudonym');
}

describe('all rows of tables of every kind', () => {
  test('come back by our loader, sequences and rows of the migrations included', async () => {
    await using source = await sourceDatabase(HARD_SCHEMA, HARD_ROWS);
    const { report, file, text } = await source.dump();
    expect(report).toMatchObject({ schemaVersion: 1n, part: false, anonymized: false });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(text).not.toContain('schema_migrations');
    await using target = await source.migrated();
    const loaded = await loadClientData(target.url, file);
    expect(loaded.rows).toBe(report.rows);
    expect(await contents(target, HARD_TABLES)).toEqual(await contents(source.database, HARD_TABLES));
    expect(await column(target, 'SELECT last_value FROM free_numbers')).toEqual(['77']);
    expect(await column(target, `SELECT nextval('stamped_id_seq')`)).toEqual(['3']);
    // The row that production removed goes, and the report says so.
    expect(await column(target, `SELECT name FROM region ORDER BY code`)).toEqual(['East', 'North', 'The South']);
    expect(report.notes).toContainEqual(
      expect.stringContaining('public.region: 1 rows of the migrations have other values'),
    );
    expect(report.notes).toContainEqual(expect.stringContaining('public.region: 1 rows that the migrations insert'));
  });

  test.skipIf(withoutPsql() !== undefined)('come back by psql, as the owner without superuser', async () => {
    await using source = await sourceDatabase(HARD_SCHEMA, HARD_ROWS);
    const { file } = await source.dump();
    await using target = await scratchDatabase('owned');
    const role = target.name;
    await target.client.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT CREATE ON SCHEMA public TO ${role}; GRANT CREATE ON DATABASE ${target.name} TO ${role}`,
    );
    const url = new URL(target.url);
    url.username = role;
    url.password = 'x';
    try {
      await withConnection(url.href, (client) => client.query(HARD_SCHEMA));
      psql(url.href, file);
      expect(await contents(target, HARD_TABLES)).toEqual(await contents(source.database, HARD_TABLES));
      // Nothing of what made it possible stays.
      expect(await column(target, `SELECT conname FROM pg_constraint WHERE condeferrable`)).toEqual([]);
      expect(await column(target, `SELECT tgenabled FROM pg_trigger WHERE tgname = 'stamp'`)).toEqual(['O']);
    } finally {
      await target.client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  test('are the same bytes again, after VACUUM FULL and after updates that change the heap', async () => {
    await using source = await sourceDatabase(HARD_SCHEMA, HARD_ROWS);
    const { client } = source.database;
    const first = await source.dump();
    await client.query('UPDATE person SET name = name WHERE id = 1');
    await client.query('UPDATE loose SET t = t WHERE n IS NOT NULL');
    await client.query('VACUUM FULL');
    const again = await source.dump({ name: 'again.sql' });
    expect(again.text).toBe(first.text);
    const compressed = await source.dump({ name: 'data.sql.gz' });
    expect(gunzipSync(readFileSync(compressed.file)).toString()).toBe(first.text);
    await client.query(`UPDATE person SET name = 'Ann' WHERE id = 4`).catch(() => undefined);
    await client.query(`INSERT INTO loose (t) VALUES ('new')`);
    expect((await source.dump({ name: 'other.sql' })).text).not.toBe(first.text);
  });

  test('do not depend on settings of the role or the database', async () => {
    await using source = await sourceDatabase(HARD_SCHEMA, HARD_ROWS);
    const first = await source.dump();
    for (const setting of [
      `TimeZone = 'Asia/Tokyo'`,
      `DateStyle = 'German'`,
      `IntervalStyle = 'iso_8601'`,
      'bytea_output = escape',
    ]) {
      await source.database.client.query(`ALTER DATABASE ${source.database.name} SET ${setting}`);
    }
    expect((await source.dump({ name: 'again.sql' })).text).toBe(first.text);
  });
});

test('rows that are committed while a dump runs are not in it', async () => {
  await using source = await sourceDatabase(
    'CREATE TABLE t (id int PRIMARY KEY, filler text);',
    `INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 2000) n`,
  );
  let late: Promise<unknown> | undefined;
  let committed = false;
  const { report, text } = await source.dump({
    onProgress: ({ step, rows }) => {
      // The catalog has been read, so the state is fixed; the server of the migrations starts before rows are read.
      if (step === 'Locking the tables') {
        late = source.database.client
          .query(`INSERT INTO t SELECT n, 'late' FROM generate_series(2001, 2100) n`)
          .then(() => (committed = true));
      }
      expect(rows === 0 || committed).toBe(true);
    },
  });
  await late;
  expect(await column(source.database, 'SELECT count(*) FROM t')).toEqual(['2100']);
  expect(report.rows).toBe(2000);
  expect(text).not.toContain('late');
});

describe('a masked column', () => {
  test('gets its values unescaped and never NULL, and what it returns is escaped', async () => {
    await using source = await sourceDatabase(
      'CREATE TABLE t (id int PRIMARY KEY, a text, b text);',
      String.raw`INSERT INTO t VALUES (1, E'x\ty\\z\n', 'keep'), (2, NULL, 'keep'), (3, '', NULL)`,
    );
    const seen: string[] = [];
    const { file, report } = await source.dump({
      masksOf: ({ id }) =>
        id === 'public.t'
          ? new Map([
              [
                'a',
                (text: string) => {
                  seen.push(text);
                  return `<\t${text}\\>`;
                },
              ],
            ])
          : undefined,
    });
    expect(seen).toEqual(['x\ty\\z\n', '']);
    expect(report.anonymized).toBe(true);
    await using target = await source.migrated();
    await loadClientData(target.url, file);
    expect((await target.client.query('SELECT a, b FROM t ORDER BY id')).rows).toEqual([
      { a: '<\tx\ty\\z\n\\>', b: 'keep' },
      { a: null, b: 'keep' },
      { a: '<\t\\>', b: null },
    ]);
  });
});

describe('what goes wrong is said, and no file is left', () => {
  test('a source with another version, a dirty one, one without ledger', async () => {
    await using source = await sourceDatabase('CREATE TABLE t (id int PRIMARY KEY);', 'INSERT INTO t VALUES (1)');
    const { client } = source.database;
    await source.folder.write({
      '000002_more.up.sql': 'BEGIN;\nCREATE TABLE u (id int PRIMARY KEY);\nEND;\n',
      '000002_more.down.sql': 'BEGIN;\nDROP TABLE u;\nEND;\n',
    });
    await expect(source.dump()).rejects.toMatchObject({
      code: 'SOURCE_VERSION_DIFFERS',
      hint: expect.stringContaining('--schema-version 1'),
    });
    expect((await source.dump({ schemaVersion: 1n })).report).toMatchObject({ schemaVersion: 1n, rows: 1 });
    await client.query('UPDATE schema_migrations SET dirty = true');
    await expect(source.dump({ schemaVersion: 1n })).rejects.toMatchObject({ code: 'SOURCE_DIRTY' });
    await client.query('DROP TABLE schema_migrations');
    await expect(source.dump()).rejects.toMatchObject({ code: 'SOURCE_WITHOUT_LEDGER' });
    expect((await source.dump({ schemaVersion: 1n, name: 'by-name.sql' })).report.rows).toBe(1);
  });

  test('a role that may not read a table, or not all of its rows', async () => {
    await using source = await sourceDatabase(
      'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE secret (id int PRIMARY KEY);',
      'INSERT INTO t VALUES (1)',
    );
    const { client, name, url } = source.database;
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'x'; GRANT SELECT ON t, schema_migrations TO ${name}`);
    const limited = new URL(url);
    limited.username = name;
    limited.password = 'x';
    try {
      await expect(source.dump({ url: limited.href })).rejects.toMatchObject({
        code: 'TABLES_UNREADABLE',
        message: expect.stringContaining('public.secret'),
      });
      expect((await source.dump({ url: limited.href, exclude: ['secret'] })).report.rows).toBe(1);
      await client.query('ALTER TABLE t ENABLE ROW LEVEL SECURITY');
      await expect(source.dump({ url: limited.href, exclude: ['secret'], name: 'hidden.sql' })).rejects.toMatchObject({
        code: 'ROWS_HIDDEN',
      });
      // The error of a slice comes from another query, and that of a plan too.
      await client.query(`GRANT TEMPORARY ON DATABASE ${name} TO ${name}`);
      const part = { where: ['t=true'], anonymize: { key: 'a key for tests of 32 characters' } };
      for (const options of [{ where: part.where }, { anonymize: part.anonymize }]) {
        await expect(
          source.dump({ url: limited.href, exclude: ['secret'], name: 'hidden.sql', ...options }),
        ).rejects.toMatchObject({ code: 'ROWS_HIDDEN', message: expect.stringContaining('"t"') });
      }
      expect(readdirSync(source.folder.path).filter((file) => file.includes('hidden'))).toEqual([]);
    } finally {
      await client.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    }
  });

  test('a connection that is lost half-way, and a mask that fails', async () => {
    await using source = await sourceDatabase(
      'CREATE TABLE t (id int PRIMARY KEY, filler text);',
      `INSERT INTO t SELECT n, repeat('x', 500) FROM generate_series(1, 20000) n`,
    );
    const lost = source.dump({
      where: ['t=CASE WHEN id < 15000 THEN true ELSE pg_terminate_backend(pg_backend_pid()) END'],
    });
    await expect(lost).rejects.toMatchObject({ code: '57P01' });
    const failing = source.dump({
      masksOf: () => new Map([['filler', (text: string): string => (text === '' ? text : refuse())]]),
    });
    await expect(failing).rejects.toThrow('no pseudonym');
    expect(readdirSync(source.folder.path).filter((file) => file.includes('data.sql'))).toEqual([]);
  });

  test('a folder that is not there, and one in place of the file', async () => {
    await using source = await sourceDatabase('CREATE TABLE t (id int PRIMARY KEY);', '');
    await expect(source.dump({ out: `${source.folder.path}/nowhere/data.sql` })).rejects.toMatchObject({
      code: 'NO_SUCH_FOLDER',
    });
    await expect(source.dump({ out: source.folder.path })).rejects.toMatchObject({ code: 'OUTPUT_IS_FOLDER' });
  });
});

test('two dumps at once to one file leave one whole file', async () => {
  await using source = await sourceDatabase(HARD_SCHEMA, HARD_ROWS);
  const [one, other] = await Promise.all([source.dump(), source.dump()]);
  const third = await source.dump({ name: 'third.sql' });
  expect(one?.report.rows).toBe(other?.report.rows);
  expect(readFileSync(`${source.folder.path}/data.sql`, 'utf8')).toBe(third.text);
  expect(readdirSync(source.folder.path).filter((file) => file.includes('.building-'))).toEqual([]);
});
