import type { SnapshotDiff } from '../catalog/diff.ts';
import { formatDiff } from '../catalog/format-diff.ts';
import type { ObjectChange } from '../catalog/snapshot-diff.ts';
import { explainSqlError } from '../migrations/explain-sql-error.ts';
import type { MigrationRun } from '../migrations/run-migration-file.ts';
import type { MigrationSqlError } from '../migrations/sql-error.ts';
import { PASS, type AxisVerdict } from './verdict.ts';

/**
 * Grades a difference. Two are warnings only: the order of columns, since a down cannot do better, and the names of NOT
 * NULL constraints, which PostgreSQL chooses itself and before version 18 did not even have.
 */
export function judge(difference: SnapshotDiff, what: string, mend: string): AxisVerdict {
  const details = formatDiff(difference);
  if (difference.grade === 'equal') {
    return difference.sequencesBehind.length === 0
      ? PASS
      : { grade: 'fail', what: `${what}: a sequence`, mend, details };
  }
  const { objects } = difference;
  const order = difference.grade === 'column-order' || objects.some(({ change }) => change === 'reordered');
  const names = objects.some(isNameOfNotNull);
  const harmless =
    difference.grade === 'column-order' ||
    (difference.grade === 'names-only' &&
      objects.every((each) => each.change === 'reordered' || isNameOfNotNull(each)));
  if (!harmless || difference.sequencesBehind.length > 0) {
    return { grade: 'fail', what, mend, details };
  }
  const kinds = [...(order ? ['the order of columns'] : []), ...(names ? ['names of NOT NULL constraints'] : [])];
  return { grade: 'warn', what: `${what}: ${kinds.join(' and ')}`, mend: 'Nothing, if no one relies on it.', details };
}

function isNameOfNotNull(change: ObjectChange): boolean {
  return (
    change.change === 'renamed' &&
    change.kind === 'constraint' &&
    /^NOT NULL\b/.test(String(change.after.definition['definition']))
  );
}

/** The verdict for a file that the server refused. */
export async function failedRun(
  run: Extract<MigrationRun, { ok: false }>,
  file: string | undefined,
  sql: string | undefined,
  what: string,
  mend: string,
): Promise<AxisVerdict> {
  const error = await explainSqlError({ file: file ?? '', sql: sql ?? '', error: run.error, completed: run.completed });
  const place = error.line === undefined ? '' : `line ${error.line}: `;
  return { grade: 'fail', what, mend, details: errorLines(error, place) };
}

/** What the server said, `place` before it, and the lines of SQL that it is about. */
export function errorLines(error: MigrationSqlError, place: string): string[] {
  const code = error.sqlstate === undefined ? '' : ` (${error.sqlstate})`;
  return [
    `${place}${error.serverMessage}${code}`,
    ...(error.detail === undefined ? [] : [error.detail]),
    ...(error.frame === undefined ? [] : error.frame.split('\n')),
  ];
}
