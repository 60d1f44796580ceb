import { readdirSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { snapshotSeries } from '../../../src/catalog/incremental/snapshot-series.ts';
import { connect, withConnection } from '../../../src/postgres/connect.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { statements } from '../random-sql.ts';
import { fuzzRoles } from './fuzz-roles.ts';
import { FOUNDATION, TRAPS } from './series-traps.ts';
import { RUNS, OPTIONS, type Step, transaction } from './seen-along.ts';

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
});
