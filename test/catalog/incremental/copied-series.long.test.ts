import * as fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';

import { snapshotSeries, type SnapshotSeries } from '../../../src/catalog/incremental/snapshot-series.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { scratchDatabase } from '../../database.ts';
import { statements } from '../random-sql.ts';
import { fuzzRoles } from './fuzz-roles.ts';
import { FOUNDATION } from './series-traps.ts';

const RUNS = Number(process.env['ELEMENTALDB_FUZZ_RUNS'] ?? 5);

const OPTIONS = { clusterWide: false, ignoreTables: ['public.ignored'] };

/** What a copy does not have. */
const OF_THE_DATABASE = `ALTER DATABASE THIS_DATABASE SET work_mem = '3MB'; COMMENT ON DATABASE THIS_DATABASE IS 'original';
  GRANT TEMPORARY ON DATABASE THIS_DATABASE TO ROLE_a`;

function inDatabase(name: string): string {
  const url = new URL(inject('serverUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs each statement in a session of its own; compares the series, on a new connection each time, with full snapshots. */
async function follow(url: string, series: SnapshotSeries, sqls: readonly string[]): Promise<void> {
  for (const sql of ['SELECT 1', ...sqls]) {
    await withConnection(url, (client) => client.query(sql).catch(() => undefined));
    await withConnection(url, async (client) => {
      expect(await series.take(client), sql).toEqual(await describeSchema(client, OPTIONS));
    });
  }
}

describe('A series for a copy of the database', () => {
  it(
    'equals full snapshots there, and so does the series of the original',
    async () => {
      const some = fc.array(statements, { minLength: 4, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(some, some, some, async (before, inCopy, after) => {
          await using database = await scratchDatabase('series');
          await using roles = fuzzRoles(database);
          await database.client.query(roles.named(`${FOUNDATION}; ${OF_THE_DATABASE}`));
          await database.client.end();
          const series = snapshotSeries(OPTIONS);
          await expect(follow(database.url, series, before.map(roles.named))).resolves.toBeUndefined();
          const copy = `${database.name}_copy`;
          await withConnection(inject('serverUrl'), (admin) =>
            admin.query(`CREATE DATABASE ${copy} TEMPLATE ${database.name} STRATEGY FILE_COPY`),
          );
          try {
            await expect(follow(inDatabase(copy), series.forCopy(), inCopy.map(roles.named))).resolves.toBeUndefined();
            await expect(follow(database.url, series, after.map(roles.named))).resolves.toBeUndefined();
          } finally {
            await withConnection(inject('serverUrl'), (admin) => admin.query(`DROP DATABASE ${copy} WITH (FORCE)`));
          }
        }),
        { numRuns: RUNS },
      );
    },
    RUNS * 60_000,
  );
});
