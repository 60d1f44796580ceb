import type { FindingCode } from '../../../src/verify/report/verdict.ts';

/** A text of a file and what a person who follows the advice writes in its place. */
export type Change = readonly [file: string, from: string, to: string];

/** One finding, and what its advice comes to. */
export interface AdviceCase {
  code: FindingCode;
  /** A folder of fixtures/verify; or files by name, `2.up` and the like, after a first migration that makes `meter`. */
  fixture: string | Readonly<Record<string, string>>;
  /** Words of the advice. */
  says: string;
  /** What a person does who follows it; the finding must be gone afterwards. */
  changes?: readonly Change[];
  /** A comment that the advice names: the finding must be accepted. */
  comment?: string;
  /** Who or what decides, where the advice cannot be applied without knowing more. */
  decides?: string;
}

const ALTER = 'ALTER TABLE meter';

/** Findings without SQL to paste; those with SQL are applied for every fixture. */
export const ADVICE: readonly AdviceCase[] = [
  {
    code: 'up-fails',
    fixture: 'commit-missing',
    says: 'End the file with COMMIT.',
    changes: [['up', 'PRIMARY KEY);', 'PRIMARY KEY);\nCOMMIT;']],
  },
  {
    code: 'up-fails',
    fixture: 'enum-value-used-at-once',
    says: 'in a separate migration',
    changes: [['up', "CREATE TABLE IF NOT EXISTS tank (kind fuel DEFAULT 'oil');", '']],
  },
  { code: 'up-fails', fixture: 'extension-missing', says: '--server docker --image IMAGE', decides: 'which server' },
  { code: 'up-fails', fixture: 'library-missing', says: '--pg-bin', decides: 'which server' },
  {
    code: 'up-fails',
    fixture: { '2.up': 'ALTER TABLE meter ALTER COLUMN site TYPE text COLLATE "nowhere.utf8"', '2.down': 'SELECT 1' },
    says: '"und-x-icu"',
    changes: [['up', '"nowhere.utf8"', '"und-x-icu"']],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': "CREATE COLLATION IF NOT EXISTS nowhere (locale = 'no_WHERE')", '2.down': 'SELECT 1' },
    says: '--server docker --image IMAGE',
    decides: 'which server',
  },
  {
    code: 'up-fails',
    fixture: 'ledger-created',
    says: 'Remove the statement',
    changes: [
      ['up', 'CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);', ''],
      ['down', 'DROP TABLE schema_migrations;', ''],
    ],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'CREATE TABLE meter (id int)', '2.down': 'SELECT 1' },
    says: 'choose another name',
    changes: [['up', 'TABLE meter', 'TABLE IF NOT EXISTS other_meter']],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'ALTER TABLE metre ADD COLUMN IF NOT EXISTS fuel text', '2.down': 'SELECT 1' },
    says: 'correct its name',
    changes: [['up', 'metre', 'meter']],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'GRANT SELECT ON meter TO no_such_reader', '2.down': 'SELECT 1' },
    says: '--prelude FILE',
    decides: 'whether production has it',
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'CREATE TABLE IF NOT EXISTS t (n int,)', '2.down': 'DROP TABLE IF EXISTS t' },
    says: 'at the marked place',
    changes: [['up', 'int,', 'int']],
  },
  {
    code: 'up-fails',
    fixture: {
      '2.up': 'COPY meter (meter_id, site) FROM stdin;\n1\tNorth\n\\.\n',
      '2.down': 'DELETE FROM meter WHERE meter_id = 1',
    },
    says: 'Run "elementaldb lint --fix"',
    changes: [
      ['up', 'COPY meter (meter_id, site) FROM stdin;\n', 'INSERT INTO meter (meter_id, site) VALUES\n'],
      ['up', '1\tNorth\n\\.\n', "(1, 'North') ON CONFLICT DO NOTHING"],
    ],
  },
  {
    code: 'up-fails',
    fixture: {
      '2.up': '-- What only psql reads from stdin\nCREATE TABLE IF NOT EXISTS t (n int,)',
      '2.down': 'DROP TABLE IF EXISTS t',
    },
    says: 'at the marked place',
    changes: [['up', 'int,', 'int']],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'BEGIN; CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON meter (site); END', '2.down': 'SELECT 1' },
    says: 'alone in a file without BEGIN',
    changes: [
      ['up', 'BEGIN; ', ''],
      ['up', '; END', ''],
    ],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'SELECT 1 / 0', '2.down': 'SELECT 1' },
    says: "as the server's message asks",
    changes: [['up', '/ 0', '/ 1']],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': 'CREATE DATABASE template1', '2.down': 'SELECT 1' },
    says: 'outside of migrations',
    changes: [['up', 'CREATE DATABASE template1', 'SELECT 1']],
  },
  {
    code: 'up-fails',
    fixture: { '2.up': "SELECT pg_create_logical_replication_slot('advice', 'pgoutput')", '2.down': 'SELECT 1' },
    says: '--set wal_level=logical',
    decides: 'what the server is started with',
  },
  {
    code: 'up-fails',
    fixture: 'set-not-null-over-nulls',
    says: 'Fill the column',
    changes: [['up', ALTER, `UPDATE meter SET site = '' WHERE site IS NULL;\n${ALTER}`]],
  },
  {
    code: 'up-fails',
    fixture: 'not-null-column-without-default',
    says: 'a default, or add it without NOT NULL',
    changes: [['up', 'NOT NULL;', "NOT NULL DEFAULT '';"]],
  },
  {
    code: 'up-fails',
    fixture: {
      '2.up': 'CREATE TABLE IF NOT EXISTS t (s text NOT NULL); INSERT INTO t SELECT site FROM meter',
      '2.down': 'DROP TABLE IF EXISTS t',
    },
    says: 'a value in every row',
    changes: [['up', 'SELECT site', "SELECT coalesce(site, '')"]],
  },
  {
    code: 'up-fails',
    fixture: 'new-foreign-key-over-old-rows',
    says: 'NOT VALID',
    changes: [['up', 'site (name);', 'site (name) NOT VALID;']],
  },
  {
    code: 'up-fails-again',
    fixture: {
      '2.up': `CREATE TABLE IF NOT EXISTS t (n int);
INSERT INTO t VALUES (1);
DO $$ BEGIN IF current_database() LIKE '%fallback' THEN RAISE EXCEPTION 'elsewhere'; END IF; END $$`,
      '2.down': 'DROP TABLE t',
      '3.up': 'INSERT INTO t VALUES (2)',
      '3.down': 'DELETE FROM t WHERE n = 2',
    },
    says: 'independent of anything outside the database',
    changes: [['2.up', "current_database() LIKE '%fallback'", 'false']],
  },
  {
    code: 'up-rolls-back',
    fixture: 'rollback-at-the-end',
    says: 'End the file with COMMIT',
    changes: [['up', 'ROLLBACK;', 'COMMIT;']],
  },
  {
    code: 'up-changes-nothing',
    fixture: 'up-changes-nothing',
    says: 'Look for a guard',
    changes: [['up', 'IF EXISTS meters', 'IF EXISTS meter']],
  },
  {
    code: 'shadowed',
    fixture: 'shadowed-column',
    says: 'choose another name',
    changes: [['up', 'site integer', 'site_number integer']],
  },
  {
    code: 'second-up-changes',
    fixture: 'unnamed-index',
    says: 'Name every constraint and index',
    changes: [['up', 'INDEX ON', 'INDEX IF NOT EXISTS meter_site_idx ON']],
  },
  {
    code: 'second-up-changes',
    fixture: 'insert-repeats',
    says: 'WHERE NOT EXISTS',
    changes: [['up', "SELECT 'made';", "SELECT 'made' WHERE NOT EXISTS (SELECT FROM event);"]],
  },
  {
    code: 'second-up-changes',
    fixture: 'rows-copied-again',
    says: 'WHERE NOT EXISTS',
    changes: [
      ['up', 'FROM meter;', 'FROM meter m WHERE NOT EXISTS (SELECT FROM archive a WHERE a.meter_id = m.meter_id);'],
    ],
  },
  {
    code: 'second-up-changes',
    fixture: 'rows-updated-again',
    says: 'Update only rows that need it',
    changes: [
      ['up', 'SET reading = reading * 1000;', 'SET reading = 1000 WHERE reading IS DISTINCT FROM 1000;'],
      ['down', 'UPDATE meter SET reading = reading / 1000;', 'SELECT 1;'],
    ],
  },
  {
    code: 'second-up-changes',
    fixture: 'sequence-left-behind',
    says: 'Move the sequence only forward',
    changes: [['up', "'event_event_id_seq', 1, false", "'event_event_id_seq', (SELECT max(event_id) FROM event)"]],
  },
  {
    code: 'second-up-destroys-rows',
    fixture: 'second-run-drops-rows',
    says: 'IF NOT EXISTS in place of DROP and CREATE',
    changes: [
      ['up', 'DROP TABLE IF EXISTS berth;', ''],
      ['up', 'CREATE TABLE berth', 'CREATE TABLE IF NOT EXISTS berth'],
    ],
  },
  {
    code: 'second-up-destroys-rows',
    fixture: 'second-run-drops-rows',
    says: 'allow idempotent',
    comment: 'allow idempotent the table is a cache',
  },
  {
    code: 'down-fails',
    fixture: 'down-fails',
    says: 'the dependent objects first',
    changes: [
      ['down', 'DROP TABLE IF EXISTS tariff;', ''],
      ['down', 'tariff_list;', 'tariff_list;\nDROP TABLE IF EXISTS tariff;'],
    ],
  },
  {
    code: 'down-fails',
    fixture: 'down-fails-on-nulls',
    says: 'Make such rows fit',
    changes: [['down', ALTER, `UPDATE meter SET site = '' WHERE site IS NULL;\n${ALTER}`]],
  },
  {
    code: 'down-differs',
    fixture: {
      '2.up':
        'CREATE TABLE IF NOT EXISTS plan (file oid); ' +
        "INSERT INTO plan SELECT lo_from_bytea(0, 'abc') WHERE NOT EXISTS (SELECT FROM plan)",
      '2.down': 'DROP TABLE IF EXISTS plan',
    },
    says: 'No statement is derived for large object',
    changes: [['down', 'DROP', 'SELECT lo_unlink(file) FROM plan; DROP']],
  },
  {
    code: 'down-differs',
    fixture: {
      '2.up': "CREATE TYPE kind AS ENUM ('a'); CREATE DOMAIN sort AS kind",
      '2.down': 'DROP DOMAIN sort; DROP TYPE kind',
      '3.up': "ALTER TYPE kind ADD VALUE IF NOT EXISTS 'b'",
      '3.down': 'SELECT 1',
    },
    says: 'PostgreSQL cannot remove a label',
    comment: 'irreversible a label stays',
  },
  {
    code: 'down-differs',
    fixture: 'numbered-seed-stays',
    says: 'Delete the rows that the up inserts',
    changes: [['down', "name = 'gas'", "name IN ('gas', 'electricity')"]],
  },
  {
    code: 'down-differs',
    fixture: 'down-loses-column-values',
    says: 'only from a copy',
    comment: 'irreversible the readings are gone',
  },
  {
    code: 'down-acts',
    fixture: 'down-acts-though-irreversible',
    says: 'or do nothing',
    changes: [['down', 'DROP TABLE IF EXISTS tariff;', 'SELECT 1;']],
  },
  {
    code: 'down-missing',
    fixture: 'down-missing-for-rows',
    says: 'says why nothing can undo it',
    comment: 'irreversible the old values are gone',
  },
  {
    code: 'column-order',
    fixture: 'column-comes-back-last',
    says: 'Decide whether the order matters',
    decides: 'whether the order matters',
  },
  {
    code: 'names-only',
    fixture: 'other-not-null-name',
    says: 'Leave it',
    decides: 'nothing to do',
  },
  {
    code: 'down-differs',
    fixture: 'parent-left',
    says: 'Leave it',
    decides: 'nothing to do',
  },
  {
    code: 'down-loses-rows',
    fixture: 'values-come-back-to-other-rows',
    says: 'copy values back',
    changes: [
      [
        'down',
        'FROM biography b, (SELECT person_id, row_number() OVER (ORDER BY person_id DESC) AS place FROM person) other\nWHERE other.person_id = person.person_id AND b.position = other.place;',
        'FROM biography b WHERE b.person_id = person.person_id;',
      ],
    ],
  },
  {
    code: 'up-destroys-rows',
    fixture: 'up-destroys-a-column',
    says: 'Keep the old column',
    changes: [
      ['up', 'DROP COLUMN IF EXISTS reading;', 'ALTER COLUMN reading SET DEFAULT 0;'],
      ['down', 'ADD COLUMN IF NOT EXISTS reading double precision;', 'ALTER COLUMN reading DROP DEFAULT;'],
    ],
  },
  {
    code: 'up-destroys-rows',
    fixture: 'up-destroys-a-column',
    says: 'allow data-preserved',
    comment: 'allow data-preserved nobody reads it',
  },
  {
    code: 'third-up-differs',
    fixture: 'default-frozen-at-creation',
    says: 'DEFAULT now()',
    changes: [
      [
        'up',
        "EXECUTE format('ALTER TABLE meter ADD COLUMN IF NOT EXISTS seen timestamptz DEFAULT %L', clock_timestamp());",
        'ALTER TABLE meter ADD COLUMN IF NOT EXISTS seen timestamptz DEFAULT now();',
      ],
    ],
  },
  {
    code: 'session-differs',
    fixture: 'default-frozen-at-creation',
    says: 'No earlier file leaves anything',
    changes: [
      [
        'up',
        "EXECUTE format('ALTER TABLE meter ADD COLUMN IF NOT EXISTS seen timestamptz DEFAULT %L', clock_timestamp());",
        'ALTER TABLE meter ADD COLUMN IF NOT EXISTS seen timestamptz DEFAULT now();',
      ],
    ],
  },
  {
    code: 'third-up-differs',
    fixture: 'numbered-seed-stays',
    says: 'Undo in the down exactly',
    changes: [['down', "name = 'gas'", "name IN ('gas', 'electricity')"]],
  },
  {
    code: 'third-up-fails',
    fixture: 'volatile-seed',
    says: 'or guard the up',
    changes: [['up', 'CREATE TABLE audit', 'CREATE TABLE IF NOT EXISTS audit']],
  },
  {
    code: 'session-differs',
    fixture: 'session-search-path-set',
    says: 'In 000002_energy.up.sql, write SET LOCAL',
    changes: [['2.up', 'SET search_path', 'SET LOCAL search_path']],
  },
  {
    code: 'session-fails',
    fixture: 'session-search-path-emptied',
    says: 'In 000002_site.up.sql, write SET LOCAL',
    changes: [['2.up', "SELECT set_config('search_path', '', false)", "SET LOCAL search_path = ''"]],
  },
  {
    code: 'session-fails',
    fixture: 'session-temporary-table',
    says: 'In 000002_one.up.sql, create temporary tables with ON COMMIT DROP',
    changes: [['2.up', '(meter_id integer);', '(meter_id integer) ON COMMIT DROP;']],
  },
  {
    code: 'resume-differs',
    fixture: 'invalid-index-taken-for-done',
    says: 'in the migration before it',
    changes: [['1.up', 'END;', 'END;\nDROP INDEX IF EXISTS meter_site_idx;']],
  },
  {
    code: 'resume-fails',
    fixture: 'two-transactions-half-done',
    says: 'Make the file one transaction',
    changes: [['up', 'COMMIT;\n\nBEGIN;', '']],
  },
  {
    code: 'ledger-lost',
    fixture: 'down-drops-the-ledger',
    says: 'drop objects by name',
    changes: [
      [
        'down',
        'DROP SCHEMA public CASCADE;\nCREATE SCHEMA public AUTHORIZATION pg_database_owner;',
        'DROP TABLE meter;',
      ],
    ],
  },
  {
    code: 'login-fails',
    fixture: {
      '2.up': `CREATE OR REPLACE FUNCTION hello() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 / 0; END $$;
DROP EVENT TRIGGER IF EXISTS at_login; CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION hello()`,
      '2.down': 'DROP EVENT TRIGGER IF EXISTS at_login; DROP FUNCTION IF EXISTS hello()',
    },
    says: 'Correct the login trigger',
    changes: [['up', '1 / 0', '1 / 1']],
  },
  {
    code: 'connection-lost',
    fixture: 'session-ended-by-file',
    says: 'Remove what ends the session',
    changes: [['up', 'SELECT pg_terminate_backend(pg_backend_pid());', 'SELECT 1;']],
  },
  {
    code: 'not-reached',
    fixture: { '2.up': 'SELECT 1 / 0', '2.down': 'SELECT 1', '3.up': 'SELECT 1', '3.down': 'SELECT 1' },
    says: 'Correct 2_step.up.sql first',
    changes: [['2.up', '/ 0', '/ 1']],
  },
  {
    code: 'user-rows-fail',
    fixture: { '2.up': 'SELECT 1', '2.down': 'SELECT 1', 'rows/2.sql': 'INSERT INTO meter (nothing) VALUES (1)' },
    says: 'Change the rows to fit',
    changes: [['rows/2.sql', '(nothing)', '(meter_id)']],
  },
  {
    code: 'client-data-fails',
    fixture: {
      '2.up': 'SELECT 1',
      '2.down': 'SELECT 1',
      '999999_client_data.up.sql': 'INSERT INTO meter (nothing) VALUES (1);',
    },
    says: 'Correct the dump',
    changes: [['999999_client_data.up.sql', '(nothing)', '(meter_id)']],
  },
];

/** Codes whose findings print statements, which are applied for every fixture. */
export const PRINTED: readonly FindingCode[] = [
  'second-up-fails',
  'down-missing',
  'down-differs',
  'names-only',
  'sequence-behind',
];

/** Advice that no fixture can apply. */
export const DECIDED: Readonly<Partial<Record<FindingCode, string>>> = {
  'verify-stopped': 'what of the server the file may change',
};
