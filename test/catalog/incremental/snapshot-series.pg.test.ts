import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { snapshotSeries } from '../../../src/catalog/incremental/snapshot-series.ts';
import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { statements } from '../random-sql.ts';
import { fuzzRoles } from './fuzz-roles.ts';
import { FOUNDATION, TRAPS } from './series-traps.ts';

/** How many databases are led through some random statements each; on a server of one's own, roles and all. */
const RUNS = Number(process.env['ELEMENTALDB_FUZZ_RUNS'] ?? 5);

/** Roles belong to the cluster, and other tests create and drop some at the same time. */
const OPTIONS = { clusterWide: false, ignoreTables: ['public.ignored'] };

interface Step {
  /** Whether the session that runs it stays, with whatever it has not yet told the others. */
  stays: boolean;
  sql: string;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: statements.map((sql) => ({ stays: false, sql })) },
    { weight: 1, arbitrary: statements.map((sql) => ({ stays: true, sql })) },
    { weight: 1, arbitrary: fc.tuple(statements, statements).map((sqls) => transaction(...sqls, 'COMMIT')) },
    { weight: 1, arbitrary: statements.map((sql) => transaction(sql, 'ROLLBACK')) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(statements, statements)
        .map(([kept, undone]) => transaction(kept, 'SAVEPOINT x', undone, 'ROLLBACK TO x', 'COMMIT')),
    },
  ),
  { minLength: 30, maxLength: 30 },
);

function transaction(...sqls: readonly string[]): Step {
  return { stays: false, sql: ['BEGIN', ...sqls].join('; ') };
}

/** The results of a series and of a full snapshot after each statement; many statements fail. */
async function* seenAlong(
  database: ScratchDatabase,
  foundation: string,
  along: readonly Step[],
): AsyncGenerator<{ sql: string; taken: CatalogSnapshot; full: CatalogSnapshot; error: unknown }> {
  await withConnection(database.url, (client) => client.query(foundation));
  const series = snapshotSeries(OPTIONS);
  await series.take(database.client);
  let staying: Awaited<ReturnType<typeof connect>> | undefined;
  try {
    for (const { stays, sql } of along) {
      let error: unknown;
      const failed = (thrown: unknown): void => {
        error = thrown;
      };
      if (stays) {
        staying ??= await connect(database.url);
        await staying.query(sql).catch(() => staying?.query('ROLLBACK'));
      } else {
        await staying?.end();
        staying = undefined;
        await withConnection(database.url, (client) => client.query(sql).catch(failed));
      }
      yield {
        sql,
        taken: await series.take(database.client),
        full: await describeSchema(database.client, OPTIONS),
        error,
      };
    }
  } finally {
    await staying?.end();
  }
}

describe('A series of snapshots', () => {
  it(
    'equals full snapshots after any statements in between',
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (along) => {
          await using database = await scratchDatabase('series');
          await using roles = fuzzRoles(database);
          const named = along.map(({ stays, sql }) => ({ stays, sql: roles.named(sql) }));
          for await (const { sql, taken, full } of seenAlong(database, roles.named(FOUNDATION), named)) {
            expect(taken, sql).toEqual(full);
          }
        }),
        { numRuns: RUNS },
      );
    },
    RUNS * 60_000,
  );

  it('includes dependents of changed objects, and changes that few catalogs show', async () => {
    await using database = await scratchDatabase('series');
    await using roles = fuzzRoles(database);
    const sqls = TRAPS.map((sql) => ({ stays: false, sql: roles.named(sql) }));
    for await (const { sql, taken, full, error } of seenAlong(database, roles.named(FOUNDATION), sqls)) {
      expect(error, sql).toBeUndefined();
      expect(taken, sql).toEqual(full);
    }
  });

  /** A few folders; the tests of verify use all of them. */
  const folders = readdirSync('fixtures/verify')
    .flatMap((name) => ['bad', 'good'].map((twin) => `fixtures/verify/${name}/${twin}`))
    .filter((_, i) => i % 11 === 0 || RUNS > 10);
  it.each([...folders, 'migrations'])('equals full snapshots during the migrations of %s', async (folder) => {
    await using database = await scratchDatabase('series');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sql'));
    const up = files.filter((file) => file.endsWith('.up.sql')).toSorted();
    const ups = up.flatMap((file) => {
      const down = file.replace('.up.sql', '.down.sql');
      return [file, file, ...(files.includes(down) ? [down] : []), file];
    });
    const sqls = ups.map((file) => ({ stays: false, sql: readFileSync(`${folder}/${file}`, 'utf8') }));
    for await (const { sql, taken, full } of seenAlong(database, 'SELECT 1', sqls)) {
      expect(taken, sql).toEqual(full);
    }
  });

  it('shares unchanged objects', async () => {
    await using database = await scratchDatabase('series');
    const series = snapshotSeries(OPTIONS);
    await database.client.query(
      'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (a text); INSERT INTO u VALUES (1)',
    );
    const first = await series.take(database.client);
    expect(await series.take(database.client)).toBe(first);
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
