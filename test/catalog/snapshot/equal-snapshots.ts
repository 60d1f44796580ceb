import { describe, expect, it } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../../src/catalog/diff/format-diff.ts';
import { describeSchema } from '../../../src/catalog/snapshot/describe-schema.ts';
import { scratchDatabase } from '../../database.ts';
import { OPTIONS, RICH } from './rich-database.ts';
import { everyNth, type Part } from '../../suite-part.ts';

/** Cases of the part. */
export function testEqual(part: Part): void {
  describe('Two snapshots are equal', () => {
    it.each(
      everyNth(part, 4, [
        ['when nothing happened', 'SELECT 1'],
        ['after GRANT and REVOKE', 'GRANT SELECT ON s.t TO PUBLIC; REVOKE SELECT ON s.t FROM PUBLIC'],
        [
          'after GRANT and REVOKE on a column',
          'GRANT SELECT (x) ON s.t TO PUBLIC; REVOKE SELECT (x) ON s.t FROM PUBLIC',
        ],
        [
          'after REVOKE and GRANT on a function, a schema and a type',
          `REVOKE ALL ON FUNCTION s.f FROM PUBLIC; GRANT EXECUTE ON FUNCTION s.f TO PUBLIC;
        GRANT USAGE ON SCHEMA s TO PUBLIC; REVOKE USAGE ON SCHEMA s FROM PUBLIC;
        REVOKE USAGE ON TYPE s.mood FROM PUBLIC; GRANT USAGE ON TYPE s.mood TO PUBLIC;
        GRANT USAGE ON SEQUENCE s.t_id_seq TO PUBLIC; REVOKE USAGE ON SEQUENCE s.t_id_seq FROM PUBLIC`,
        ],
        [
          'after GRANT and REVOKE on a function of PostgreSQL',
          `GRANT EXECUTE ON FUNCTION pg_catalog.pg_rotate_logfile() TO PUBLIC;
        REVOKE EXECUTE ON FUNCTION pg_catalog.pg_rotate_logfile() FROM PUBLIC;
        REVOKE EXECUTE ON FUNCTION pg_catalog.lower(text) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION pg_catalog.lower(text) TO PUBLIC`,
        ],
        ['after a column was added and dropped', 'ALTER TABLE s.t ADD gone int; ALTER TABLE s.t DROP gone'],
        [
          'with the same objects made again',
          `DROP FUNCTION s.f CASCADE; CREATE FUNCTION s.f(a s.mood DEFAULT 'sad') RETURNS s.mood LANGUAGE sql AS 'SELECT a';
        CREATE POLICY p ON s.t USING (s.f('glad') = 'glad');
        ALTER TABLE s.t DROP CONSTRAINT k; ALTER TABLE s.t ADD CONSTRAINT k CHECK (at > '2020-01-01'::timestamptz);
        DROP INDEX s.t_lower_idx; CREATE INDEX ON s.t (lower(x::text)) WHERE i > '1 day'`,
        ],
        ['with a recreated schema', `DROP SCHEMA s CASCADE; ${RICH}`],
        [
          'with rows in another order',
          `CREATE TEMPORARY TABLE kept AS TABLE s.u; TRUNCATE s.u, s.t;
        INSERT INTO s.u OVERRIDING SYSTEM VALUE SELECT * FROM kept ORDER BY id DESC;
        INSERT INTO s.t (id, u, at, x, i, b, m) VALUES
        (1, 1, '2024-03-31 01:30Z', 0.1::float8 + 0.2, '1 mon 2 days 3:04', '\\xff00', 1.5)`,
        ],
        ['after an update to the same', 'UPDATE s.t SET x = x; UPDATE s.u SET mood = mood'],
        ['after a sequence was drawn from', `SELECT nextval('s.t_id_seq')`],
        [
          'after an insert was rolled back',
          `BEGIN; INSERT INTO s.t (u) VALUES (1); INSERT INTO s.u (mood) VALUES ('sad'); ROLLBACK`,
        ],
        [
          'after storage parameters went in another order',
          'ALTER TABLE s.t SET (autovacuum_enabled = on, fillfactor = 70)',
        ],
        [
          'after the server wrote an option of its own into each column and table',
          `UPDATE pg_attribute SET attoptions = array_append(attoptions, 'pg_attver=6382560') WHERE attrelid IN ('s.t'::regclass, 's.u'::regclass, 's.v'::regclass);
        UPDATE pg_class SET reloptions = array_append(reloptions, 'pg_internal=1') WHERE oid >= 16384 AND relkind = 'r'`,
        ],
        ['with a temporary table that hides a catalog', 'CREATE TEMPORARY TABLE pg_class (oid int, relname text)'],
        ['with a storage set to what the type has', 'ALTER TABLE s.t ALTER b SET STORAGE EXTENDED'],
        ['with the default statistics target', 'ALTER TABLE s.t ALTER b SET STATISTICS -1'],
      ]),
    )('%s', async (_, sql) => {
      await using database = await scratchDatabase('catalog');
      const { client } = database;
      await client.query(RICH);
      if (sql.includes('fillfactor')) {
        await client.query('ALTER TABLE s.t SET (fillfactor = 70, autovacuum_enabled = on)');
      }
      const before = await describeSchema(client, OPTIONS);
      if (sql.includes('fillfactor')) {
        await client.query('ALTER TABLE s.t RESET (fillfactor, autovacuum_enabled)');
      }
      await client.query(sql);
      const after = await describeSchema(client, OPTIONS);
      expect(formatDiff(diff(before, after))).toEqual([]);
      expect(diff(before, after).grade).toBe('equal');
      expect(after.objects.length).toBeGreaterThan(20);
      expect(after.rows.map(({ count }) => count)).toEqual([1, 2]);
    });
  });
}
