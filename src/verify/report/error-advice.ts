import type { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import { psqlFix } from '../../sql/dump/psql-lines.ts';
import type { FindingCode } from './verdict.ts';

/** What a file holds, and the fix that the check of a code has for any error. */
export interface FailedFile {
  code: FindingCode;
  sql: string;
  fix: string;
}

/** How to fix the error that the server rejected a file with: what follows from the error itself comes first. */
export function adviceFor({ sqlstate = '', statement = '', hint }: MigrationSqlError, failed: FailedFile): string {
  const { code, sql, fix } = failed;
  if (hint !== undefined) {
    return hint;
  }
  const forPsql = sqlstate === SYNTAX_ERROR || /^copy\b/i.test(statement) ? psqlFix(sql) : undefined;
  if (forPsql !== undefined) {
    return forPsql.fix;
  }
  const known = ANYWHERE.find((each) => each.sqlstate === sqlstate && (each.in?.test(statement) ?? true));
  const first = FIRST_UP.find((each) => each.sqlstates.includes(sqlstate) && (each.in?.test(statement) ?? true));
  return known?.fix ?? (code === 'up-fails' || code === 'session-fails' ? first?.fix : undefined) ?? fix;
}

const SYNTAX_ERROR = '42601';

const OTHER_SERVER = '--server docker --image IMAGE, or --pg-bin with the programs of a PostgreSQL on this machine';

interface Advice {
  /** The statement that it is for; any if it is not given. */
  in?: RegExp;
  fix: string;
}

/**
 * Fixes that follow from the SQLSTATE and the statement, whichever check failed.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const ANYWHERE: readonly (Advice & { sqlstate: string })[] = [
  // unsafe_new_enum_value_usage
  {
    sqlstate: '55P04',
    fix: 'Add the label in a separate migration: PostgreSQL does not accept it before it is committed.',
  },
  // dependent_objects_still_exist
  {
    sqlstate: '2BP01',
    fix: 'Drop or alter the dependent objects first, by name; CASCADE would drop objects that nobody thought of.',
  },
  // duplicate_database
  {
    sqlstate: '42P04',
    fix: 'Create databases outside of migrations: they belong to the whole server, and CREATE DATABASE has no IF NOT EXISTS.',
  },
  // active_sql_transaction
  {
    sqlstate: '25001',
    fix: 'Put this statement alone in a file without BEGIN: PostgreSQL rejects it inside a transaction.',
  },
  // object_not_in_prerequisite_state: the server's settings do not allow it
  {
    sqlstate: '55000',
    in: /logical_replication_slot|create\s+subscription/i,
    fix: 'Start the server with --set wal_level=logical ("settings" in the configuration), as production does.',
  },
  {
    sqlstate: '55000',
    in: /prepare\s+transaction/i,
    fix: 'Start the server with --set max_prepared_transactions=10 ("settings" in the configuration), as production does.',
  },
  // undefined_object and invalid_parameter_value
  ...['42704', '22023'].map((sqlstate) => ({
    sqlstate,
    in: /\bcollat/i,
    fix:
      `Use a server whose machine has this locale: ${OTHER_SERVER}. Or use a collation that every server has: "C", or one ` +
      'of ICU such as "und-x-icu".',
  })),
];

const NOT_THERE =
  'Create it in an earlier migration, or correct its name. What production has and the migrations do not create (roles, ' +
  'schemas of others) belongs in the prelude: --prelude FILE.';

/** Fixes for an up that fails the first time, when nothing of its own is there yet. */
const FIRST_UP: readonly (Advice & { sqlstates: readonly string[] })[] = [
  // undefined_table, _column, _function, _object, invalid_schema_name
  { sqlstates: ['42P01', '42703', '42883', '42704', '3F000'], fix: NOT_THERE },
  {
    sqlstates: ['42P07'],
    in: /\bschema_migrations\b/i,
    fix:
      'Remove the statement: golang-migrate creates this table, and verify does in the layouts of other tools too. A table of ' +
      'yours needs another name.',
  },
  // duplicate_table, _column, _object, _schema, _function
  {
    sqlstates: ['42P07', '42701', '42710', '42P06', '42723'],
    fix: 'Remove the statement, or choose another name: an earlier migration or the prelude has created the object.',
  },
  { sqlstates: [SYNTAX_ERROR], fix: 'Correct the SQL at the marked place.' },
  // not_null_violation
  {
    sqlstates: ['23502'],
    in: /\badd\s+(?:column\s+)?(?!constraint\b|check\b|unique\b|primary\b|foreign\b|exclude\b)["\w]/i,
    fix: 'Give the new column a default, or add it without NOT NULL, fill it, and then SET NOT NULL.',
  },
  {
    sqlstates: ['23502'],
    in: /^\s*(?:insert|update|merge|with)\b/i,
    fix: 'Give the column a value in every row that the statement writes, for example by coalesce().',
  },
  { sqlstates: ['23502'], fix: 'Fill the column (UPDATE … WHERE … IS NULL) before it becomes NOT NULL.' },
];
