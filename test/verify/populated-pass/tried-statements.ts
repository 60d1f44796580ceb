import { expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { server } from './judging-server.ts';
import { everyNth, type Part } from '../../suite-part.ts';

async function untried(up: string): Promise<string[] | undefined> {
  await using folder = await migrationsFolder({
    '1_t.up.sql': 'CREATE TABLE IF NOT EXISTS t (n int PRIMARY KEY, s text); CREATE TABLE IF NOT EXISTS u (n int)',
    '1_t.down.sql': 'DROP TABLE IF EXISTS t, u',
    '2_step.up.sql': up,
    '2_step.down.sql': 'SELECT 1',
  });
  const { migrations } = await verifyOn(server, await readContent({ migrations: folder.path }));
  return migrations[1]?.untried;
}

/** Cases of the part. */
export function testTried(part: Part): void {
  test.each(
    everyNth(part, 3, [
      ['BEGIN;\nDELETE FROM t WHERE n < 5 AND n > 5;\nEND', ['line 2: DELETE FROM t WHERE n < 5 AND n > 5']],
      ["UPDATE t SET s = 'x' WHERE length(s) = -1", ["line 1: UPDATE t SET s = 'x' WHERE length(s) = -1"]],
      ['INSERT INTO u SELECT n FROM t WHERE n <> n', ['line 1: INSERT INTO u SELECT n FROM t WHERE n <> n']],
      ["DELETE FROM t WHERE s = 'a word of the file'", []],
      ['INSERT INTO t SELECT 1 WHERE NOT EXISTS (SELECT FROM t)', []],
      ['INSERT INTO t SELECT n FROM t WHERE n > 0 ON CONFLICT DO NOTHING', []],
    ]),
  )('%s: not tried: %j', { concurrent: true }, async (up, expected) => {
    expect(await untried(up)).toEqual(expected);
  });
}
