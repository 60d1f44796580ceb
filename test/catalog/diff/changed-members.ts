import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { snapshotSeries } from '../../../src/catalog/incremental/snapshot-series.ts';
import { revertSql } from '../../../src/catalog/revert/revert-sql.ts';
import { readDependencies } from '../../../src/catalog/snapshot/dependencies.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { HSTORE_WITH_TABLE } from './hstore-with-table.ts';
import { everyNth, type Part } from '../../suite-part.ts';

interface Case {
  title: string;
  /** What is there before; `HSTORE_WITH_TABLE` by default. */
  given?: string;
  when: string;
  lines: string[];
  /** The statements that revert it; null where none can. */
  revert: string[] | null;
}

const CASES: Case[] = [
  {
    title: 'a new extension',
    given: '',
    when: HSTORE_WITH_TABLE,
    lines: ['+ extension hstore version'],
    revert: ['DROP EXTENSION hstore'],
  },
  {
    title: 'a dropped extension',
    when: 'DROP EXTENSION hstore',
    lines: ['- extension hstore version'],
    revert: ['CREATE EXTENSION hstore', 'COMMENT ON EXTENSION hstore'],
  },
  {
    title: 'an extension in another schema',
    given: 'CREATE EXTENSION hstore; CREATE SCHEMA other',
    when: 'ALTER EXTENSION hstore SET SCHEMA other',
    lines: ['~ extension hstore  schema public -> other'],
    revert: ['ALTER EXTENSION hstore SET SCHEMA public'],
  },
  {
    title: 'another version of an extension',
    given: `CREATE EXTENSION hstore VERSION '1.7'`,
    when: 'ALTER EXTENSION hstore UPDATE',
    lines: ['~ extension hstore  version 1.7 -> 1.8'],
    revert: null,
  },
  {
    title: 'an index on a member',
    when: 'CREATE INDEX kinds_label ON kinds (label)',
    lines: ['+ index public.kinds_label'],
    revert: ['DROP INDEX public.kinds_label'],
  },
  {
    title: 'a column of a member',
    when: 'ALTER TABLE kinds ADD note text',
    lines: ['+ column public.kinds.note'],
    revert: ['ALTER TABLE public.kinds DROP COLUMN note'],
  },
  {
    title: 'a trigger on a member, before its function',
    when: `CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER stamp BEFORE INSERT ON kinds FOR EACH ROW EXECUTE FUNCTION stamp()`,
    lines: ['+ trigger public.kinds.stamp', '+ function public.stamp()'],
    revert: ['DROP TRIGGER stamp ON public.kinds', 'DROP FUNCTION public.stamp()'],
  },
  {
    title: 'a changed row of a member',
    when: `UPDATE kinds SET label = 'x' WHERE id = 1`,
    lines: ['~ rows public.kinds 2 (1 lost, 1 new; column label'],
    revert: null,
  },
  {
    title: 'a deleted row of a member',
    when: 'DELETE FROM kinds WHERE id = 1',
    lines: ['~ rows public.kinds 2 -> 1 (1 lost'],
    revert: null,
  },
  {
    title: 'a replaced function of an extension',
    when: `CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2'`,
    lines: ['~ function public.one()  body'],
    revert: ['CREATE OR REPLACE FUNCTION public.one()'],
  },
  {
    title: 'a comment on a member',
    when: `COMMENT ON TABLE kinds IS 'x'`,
    lines: ['~ table public.kinds  comment'],
    revert: ['COMMENT ON TABLE public.kinds IS NULL'],
  },
  {
    title: 'a privilege on a member',
    when: 'GRANT SELECT ON kinds TO PUBLIC',
    lines: ['~ table public.kinds  privileges'],
    revert: ['REVOKE SELECT ON public.kinds FROM PUBLIC'],
  },
  {
    title: 'a new member',
    when: `CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER EXTENSION hstore ADD FUNCTION mine()`,
    lines: ['+ function public.mine()'],
    revert: ['ALTER EXTENSION hstore DROP FUNCTION public.mine()', 'DROP FUNCTION public.mine()'],
  },
  {
    title: 'a table that joins an extension',
    given: 'CREATE EXTENSION hstore; CREATE TABLE base (id int); INSERT INTO base VALUES (1)',
    when: 'ALTER EXTENSION hstore ADD TABLE base',
    lines: ['~ table public.base  extension none -> hstore'],
    revert: ['ALTER EXTENSION hstore DROP TABLE public.base'],
  },
  {
    title: 'a table that leaves an extension',
    when: 'ALTER EXTENSION hstore DROP TABLE kinds',
    lines: ['~ table public.kinds  extension hstore -> none'],
    revert: ['ALTER EXTENSION hstore ADD TABLE public.kinds'],
  },
  {
    title: 'a member that is gone',
    when: 'ALTER EXTENSION hstore DROP FUNCTION one(); DROP FUNCTION one()',
    lines: ['- function public.one()'],
    revert: ['CREATE FUNCTION public.one()', 'ALTER EXTENSION hstore ADD FUNCTION public.one()'],
  },
  {
    title: 'a table that joins a new extension',
    given: 'CREATE TABLE base (id int)',
    when: 'CREATE EXTENSION hstore; ALTER EXTENSION hstore ADD TABLE base',
    lines: ['+ extension hstore', '~ table public.base  extension none -> hstore'],
    revert: ['ALTER EXTENSION hstore DROP TABLE public.base', 'DROP EXTENSION hstore'],
  },
];

const starts = (texts: readonly string[], expected: readonly string[]): boolean[] =>
  expected.map((start, i) => texts[i]?.startsWith(start) === true);

/** Cases of the part. */
export function testMembers(part: Part): void {
  describe('A difference in what an extension made shows', () => {
    it.each(everyNth(part, 5, CASES))('$title', async ({ given = HSTORE_WITH_TABLE, when, lines, revert }) => {
      await using database = await scratchDatabase('catalog');
      const { client } = database;
      await client.query(given);
      const series = snapshotSeries({ clusterWide: false });
      const before = await series.take(client);
      await client.query(when);
      const after = await series.take(client);
      expect(after).toEqual(await describeSchema(client, { clusterWide: false }));
      const difference = diff(before, after);
      const shown = formatDiff(difference);
      expect({ shown, starts: starts(shown, lines) }).toEqual({
        shown: expect.objectContaining({ length: lines.length }),
        starts: lines.map(() => true),
      });
      const dependencies = await readDependencies(client);
      const states = { wanted: before.objects, current: after.objects, dependencies, sequences: after.sequences };
      const { statements } = revertSql(difference, states);
      expect({ statements, starts: starts(statements, revert ?? []) }).toEqual({
        statements: expect.objectContaining({ length: (revert ?? []).length }),
        starts: (revert ?? []).map(() => true),
      });
      for (const statement of statements) {
        await client.query(statement);
      }
      // CREATE EXTENSION makes only the members that its script has.
      const isComplete = revert !== null && !when.startsWith('DROP EXTENSION');
      expect(isComplete ? formatDiff(diff(before, await series.take(client))) : []).toEqual([]);
    });
  });
}
