import { randomBytes } from 'node:crypto';

import { describe, expect, it, vi } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { readDependencies } from '../../../src/catalog/snapshot/dependencies.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { snapshotSeries } from '../../../src/catalog/incremental/snapshot-series.ts';
import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { scratchDatabase } from '../../database.ts';
import { OPTIONS } from './seen-along.ts';

describe('A series of snapshots', () => {
  it('shares unchanged objects', async () => {
    await using database = await scratchDatabase('series');
    const series = snapshotSeries(OPTIONS);
    await database.client.query(
      'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (a text); INSERT INTO u VALUES (1)',
    );
    let first = await series.take(database.client);
    // Beside a worker of autovacuum, as beside any other session, everything is read again.
    await vi.waitUntil(async () => {
      const before = first;
      first = await series.take(database.client);
      return first === before;
    });
    await database.client.query('ALTER TABLE t ADD COLUMN b text');
    const second = await series.take(database.client);
    const earlier = new Set(first.objects);
    expect(second.objects.filter((object) => !earlier.has(object)).map(({ name }) => name)).toEqual(['public.t.b']);
    expect(second.rows).toBe(first.rows);
    expect(diff(first, second).objects).toHaveLength(1);
  });

  it('includes a change that another session has not counted yet', async () => {
    await using database = await scratchDatabase('series');
    await using other = await scratchDatabase('series');
    await database.client.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
    const series = snapshotSeries(OPTIONS);
    await series.take(database.client);
    const busy = await connect(database.url);
    try {
      for (const value of [2, 3, 4]) {
        await busy.query(`UPDATE t SET a = ${value}`);
        await other.client.query('CREATE TEMP TABLE noise ON COMMIT DROP AS SELECT 1');
        expect(await series.take(database.client)).toEqual(await describeSchema(database.client, OPTIONS));
      }
    } finally {
      await busy.end();
    }
    expect(await series.take(database.client)).toEqual(await describeSchema(database.client, OPTIONS));
  });

  it('continues after the session lost its prepared statements', async () => {
    await using database = await scratchDatabase('series');
    const series = snapshotSeries(OPTIONS);
    await series.take(database.client);
    await series.take(database.client);
    await database.client.query('DEALLOCATE ALL; CREATE TABLE t (a int)');
    expect(await series.take(database.client)).toEqual(await describeSchema(database.client, OPTIONS));
  });

  it('knows what depends on what in the database as it is', async () => {
    await using database = await scratchDatabase('series');
    const series = snapshotSeries(OPTIONS);
    await database.client.query(
      "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e, b int PRIMARY KEY, c e[] DEFAULT '{}')",
    );
    await series.take(database.client);
    await database.client.query('CREATE VIEW v AS SELECT a FROM t; CREATE TABLE u (b int REFERENCES t DEFAULT 1)');
    const dependencies = await series.dependencies(database.client);
    expect(dependencies).toContainEqual({ object: 'view public.v', on: 'column public.t.a' });
    const inOrder = (all: typeof dependencies): string[] =>
      all.map(({ object, on }) => `${object} on ${on}`).toSorted();
    expect(inOrder(dependencies)).toEqual(inOrder(await readDependencies(database.client)));
  });

  it('equals a full snapshot without superuser rights', async () => {
    await using database = await scratchDatabase('series');
    const role = `elementaldb_fuzz_${randomBytes(4).toString('hex')}`;
    await database.client.query(`CREATE ROLE ${role}; CREATE TABLE t (a int); SET SESSION AUTHORIZATION ${role}`);
    try {
      const series = snapshotSeries(OPTIONS);
      await series.take(database.client);
      await withConnection(database.url, (client) =>
        client.query('INSERT INTO t VALUES (1); CREATE VIEW v AS TABLE t'),
      );
      const taken = await series.take(database.client);
      expect(taken).toEqual(await describeSchema(database.client, OPTIONS));
      expect(taken.uncovered).not.toEqual([]);
    } finally {
      await database.client.query(`RESET SESSION AUTHORIZATION; DROP ROLE ${role}`);
    }
  });

  it('is rejected inside a transaction', async () => {
    await using database = await scratchDatabase('series');
    const series = snapshotSeries(OPTIONS);
    await series.take(database.client);
    await database.client.query('BEGIN');
    await expect(series.take(database.client)).rejects.toMatchObject({ code: 'SNAPSHOT_IN_TRANSACTION' });
    await database.client.query('ROLLBACK');
    expect(await series.take(database.client)).toEqual(await describeSchema(database.client, OPTIONS));
  });
});
