import { describe, expect, test } from 'vitest';

import { diagnose } from '../../../src/migrations/doctor/diagnose.ts';
import { migrateDown, migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { scratchDatabase } from '../../database.ts';
import { migrationsFolder, tablePairs } from '../migrations-folder.ts';
import { everyNth, type Part } from '../../suite-part.ts';

const BROKEN = '; SELECT 1/0;';

/** Cases of the part. */
export function testDirty(part: Part): void {
  describe('a dirty database', () => {
    test.for<{
      title: string;
      from: number;
      run: 'up' | 'down';
      files: Record<string, string>;
      suspects: string[];
      force: bigint | null;
      left: RegExp;
    }>(
      everyNth(part, 4, [
        {
          title: 'whose up failed',
          from: 1,
          run: 'up',
          files: { '000002_t2.up.sql': `BEGIN; CREATE TABLE t2 ()${BROKEN} END;` },
          suspects: ['2 up'],
          force: 1n,
          left: /^Nothing, because the file is one transaction/,
        },
        {
          title: 'whose first up failed',
          from: 0,
          run: 'up',
          files: { '000001_t1.up.sql': `CREATE TABLE t1 ()${BROKEN}` },
          suspects: ['1 up'],
          force: null,
          left: /^Nothing/,
        },
        {
          title: 'whose down failed',
          from: 3,
          run: 'down',
          files: { '000003_t3.down.sql': `DROP TABLE t3${BROKEN}` },
          suspects: ['3 down'],
          force: 3n,
          left: /^Nothing was undone/,
        },
        {
          title: 'whose first down failed',
          from: 1,
          run: 'down',
          files: { '000001_t1.down.sql': `DROP TABLE t1${BROKEN}` },
          suspects: ['1 down'],
          force: 1n,
          left: /^Nothing was undone/,
        },
        {
          title: 'whose up kept its first block',
          from: 1,
          run: 'up',
          files: { '000002_t2.up.sql': `BEGIN; CREATE TABLE t2 (); END; BEGIN; CREATE TABLE t2b ()${BROKEN} END;` },
          suspects: ['2 up'],
          force: 1n,
          left: /^What it committed before the failure remains: t2\.$/,
        },
        {
          title: 'whose down undid a part',
          from: 3,
          run: 'down',
          files: {
            '000003_t3.up.sql': 'CREATE TABLE t3 (); CREATE TABLE t3b ();',
            '000003_t3.down.sql': `BEGIN; DROP TABLE t3; END; DROP TABLE t3b${BROKEN}`,
          },
          suspects: ['3 down'],
          force: 3n,
          left: /^Some of it was undone: t3\.$/,
        },
        {
          title: 'whose last up failed',
          from: 2,
          run: 'up',
          files: { '000003_t3.up.sql': 'DO $$ BEGIN RAISE EXCEPTION $x$no$x$; END $$' },
          suspects: ['3 up'],
          force: 2n,
          left: /^Nothing/,
        },
        {
          title: 'that shows nothing',
          from: 1,
          run: 'up',
          files: { '000002_t2.up.sql': `SELECT 1${BROKEN}`, '000003_t3.up.sql': 'SELECT 1' },
          suspects: ['2 up', '3 down'],
          force: 1n,
          left: /^Nothing/,
        },
      ]),
    )('$title', async ({ from, run, files, suspects, force, left }) => {
      await using database = await scratchDatabase();
      await using folder = await migrationsFolder({ ...tablePairs(3), ...(run === 'down' ? files : {}) });
      await migrateUp(database.url, { folder: folder.path, limit: from });
      await folder.write(files);
      const options = { folder: folder.path };
      await expect(
        run === 'up' ? migrateUp(database.url, options) : migrateDown(database.url, { ...options, limit: 1 }),
      ).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
      const { dirty, healthy, explanation } = await diagnose(database.url, options);
      expect({ dirty, healthy }).toEqual({ dirty: true, healthy: false });
      expect(explanation?.suspects.map(({ migration, direction }) => `${migration.version} ${direction}`)).toEqual(
        suspects,
      );
      const [first] = explanation?.suspects ?? [];
      expect(first?.left).toMatch(left);
      expect(first?.force).toBe(force);
      expect(first?.steps).toContainEqual(`elementaldb migrate force ${force ?? -1}`);
    });
  });
}
