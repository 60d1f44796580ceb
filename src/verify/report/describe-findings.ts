import { basename } from 'node:path';

import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import { revertSql } from '../../catalog/revert/revert-sql.ts';
import type { ObjectChange } from '../../catalog/diff/snapshot-diff.ts';
import { explainSqlError } from '../../migrations/runner/explain-sql-error.ts';
import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import type { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import { idempotentForm } from '../../sql/idempotent/idempotent-form.ts';
import { objectLocator } from '../../sql/statement/locate-object.ts';
import { parseScript } from '../../sql/statement/script.ts';
import { parseStatements } from '../../sql/parse-statements.ts';
import { finding, type Finding, type FindingCode } from './verdict.ts';

/** What is the same in everything that one judgement can find. */
export interface FindingTemplate {
  code: FindingCode;
  what: string;
  fix: string;
  /** Path and text of the file at fault. */
  file: string | undefined;
  sql: string | undefined;
  populated?: boolean | undefined;
  /** The up, in which the statement is looked for that made what differs. */
  made?: { file: string | undefined; sql: string | undefined } | undefined;
  /** Set when statements that bring back what was before the up are the fix: the role that would run them. */
  revertWith?: string | undefined;
}

/**
 * Grades a difference. Three are warnings only: the order of columns and what a table has of its own beside what it
 * inherits, since a down cannot do better, and the names of NOT NULL constraints, which PostgreSQL chooses itself and before
 * version 18 did not even have.
 */
export async function diffFindings(difference: SnapshotDiff, template: FindingTemplate): Promise<Finding[]> {
  const { code, what, fix, file, populated = false } = template;
  const behind = difference.sequencesBehind.length > 0;
  const { grade, objects, rows, uncovered } = difference;
  if (grade === 'equal' && !behind) {
    return [];
  }
  const found = { fix, ...(await describe(difference, template)), file, populated };
  if (grade === 'equal') {
    return [finding({ ...found, code, status: 'fail', what: `${what}: a sequence` })];
  }
  const order = grade === 'column-order' || objects.some(({ change }) => change === 'reordered');
  const notNull = objects.some(isNameOfNotNull);
  const local = objects.some(isLocalNow);
  const onlyNames = grade === 'column-order' || grade === 'names-only';
  const harmless =
    (onlyNames || (local && rows.length === 0 && uncovered.length === 0)) &&
    objects.every((each) => isReordered(each) || isNameOfNotNull(each) || isLocalNow(each));
  if (!harmless || behind) {
    const named = onlyNames && !behind && code === 'down-differs' ? 'names-only' : code;
    return [finding({ ...found, code: named, status: 'fail', what })];
  }
  const kinds = [
    ...(order ? ['the order of columns'] : []),
    ...(notNull ? ['names of NOT NULL constraints'] : []),
    ...(local ? ['what a table has of its own beside what it inherits'] : []),
  ];
  return [
    finding({
      ...found,
      code: local ? code : order ? 'column-order' : 'names-only',
      status: 'warn',
      what: `${what}: ${kinds.join(' and ')}`,
      fix: 'Nothing, if no one relies on it.',
      sql: [],
    }),
  ];
}

/** The lines of a difference, each with the place in the up that made or touched it, and what would fix it. */
async function describe(
  difference: SnapshotDiff,
  { file, sql, made = { file, sql }, revertWith }: FindingTemplate,
): Promise<Pick<Finding, 'details' | 'sql' | 'line'>> {
  const script = await parseScript(made.sql ?? '').catch(() => undefined);
  const locate = objectLocator(script?.statements ?? []);
  const lines: number[] = [];
  const placeOf = (object: { kind: string; name: string }): string => {
    const statement = locate(object);
    if (script === undefined || statement === undefined || made.file === undefined) {
      return '';
    }
    const { line } = script.positionOf(statement.start);
    lines.push(line);
    return `  (${basename(made.file)}:${line})`;
  };
  const details = formatDiff(difference, { placeOf });
  return {
    details,
    sql: revertWith === undefined ? [] : revertStatements(difference, revertWith),
    line: made.file === file ? lines[0] : undefined,
  };
}

/** Ready to paste into the down. */
export function revertStatements(difference: SnapshotDiff, role: string): string[] {
  return revertSql(difference, { role }).statements.map((statement) =>
    statement.endsWith(';') ? statement : `${statement};`,
  );
}

/** The order of attributes matters to a composite type. */
function isReordered({ change, kind }: ObjectChange): boolean {
  return change === 'reordered' && kind !== 'composite type';
}

/** Whether all that changed is that the table has it of its own now, too, which INHERIT does not take back. */
function isLocalNow(change: ObjectChange): boolean {
  return (
    change.change === 'changed' &&
    change.properties.every(
      ({ property, before, after }) => property === 'local' && before === false && after !== false,
    )
  );
}

function isNameOfNotNull(change: ObjectChange): boolean {
  return (
    change.change === 'renamed' &&
    change.kind === 'constraint' &&
    /^NOT NULL\b/.test(String(change.after.definition['definition']))
  );
}

/**
 * The finding for a file that the server refused.
 *
 * @throws MigrationSqlError where the server could not go on (disk, memory, shut down), which says nothing of the file
 */
export async function failureFinding(
  run: Extract<MigrationRun, { ok: false }>,
  { code, what, fix, file, sql, populated = false }: FindingTemplate,
): Promise<Finding> {
  const error = await explainSqlError({ file: file ?? '', sql: sql ?? '', error: run.error, completed: run.completed });
  if (error.kind === 'environment') {
    throw error;
  }
  const place = error.line === undefined ? '' : `line ${error.line}: `;
  return finding({
    code,
    status: 'fail',
    what,
    fix: MENDS.get(error.sqlstate ?? '') ?? fix,
    details: errorLines(error, place),
    sql: code === 'second-up-fails' ? await guarded(sql ?? '', error.statement) : [],
    file,
    line: error.line,
    populated,
  });
}

/** How the failing statement would be written so that it can be run again. */
async function guarded(sql: string, failing: string | undefined): Promise<string[]> {
  const statements = await parseStatements(sql).catch(() => []);
  const statement = statements.find(({ text }) => text === failing);
  const form = statement === undefined ? undefined : idempotentForm(statement);
  return form === undefined ? [] : [form];
}

/**
 * Errors that say by themselves what to do.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const MENDS = new Map([
  // unsafe_new_enum_value_usage
  ['55P04', 'Add the label in a migration of its own: PostgreSQL lets nobody use it before it is committed.'],
  // object_in_use by a view, dependent_objects_still_exist
  ['2BP01', 'Drop or alter what depends on it first, by name; CASCADE would take along what nobody thought of.'],
  // duplicate_database
  [
    '42P04',
    'Make databases outside of migrations: they belong to the whole server, and CREATE DATABASE has no IF NOT EXISTS.',
  ],
  // active_sql_transaction
  ['25001', 'Put this statement alone in a file without BEGIN: PostgreSQL refuses it inside a transaction.'],
]);

/** What the server said, `place` before it, and the lines of SQL that it is about. */
export function errorLines(error: MigrationSqlError, place: string): string[] {
  const code = error.sqlstate === undefined ? '' : ` (${error.sqlstate})`;
  return [
    `${place}${error.serverMessage}${code}`,
    ...(error.detail === undefined ? [] : [error.detail]),
    ...(error.frame === undefined ? [] : error.frame.split('\n')),
  ];
}
