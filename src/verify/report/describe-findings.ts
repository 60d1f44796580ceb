import type { SnapshotDiff } from '../../catalog/diff/diff.ts';
import { formatDiff } from '../../catalog/diff/format-diff.ts';
import type { ObjectChange } from '../../catalog/diff/snapshot-diff.ts';
import { explainSqlError } from '../../migrations/runner/explain-sql-error.ts';
import type { MigrationSqlError } from '../../migrations/runner/sql-error.ts';
import { idempotentForm } from '../../sql/idempotent/idempotent-form.ts';
import { objectLocator } from '../../sql/effects/locate-object.ts';
import { parseScript, type Script } from '../../sql/statement/script.ts';
import { parseStatements } from '../../sql/parse-statements.ts';
import type { SqlFile } from '../migration-source.ts';
import { codeOf, explainRefusal } from '../../support/errors.ts';
import type { FailedRun } from '../sandbox/file-runner.ts';
import { isFaultOfMachine } from '../sandbox/stopped.ts';
import { fixForDown, type RevertAdvice } from './down-advice.ts';
import { adviceFor } from './error-advice.ts';
import { offerForLogs } from './log-advice.ts';
import { finding, type Finding, type FindingCode } from './verdict.ts';
import { fileLabel } from '../../support/file-label.ts';
import { LatestAnswers } from '../../sql/latest-answers.ts';

/** What all findings of one check share: the file at fault, the code and the sentences. */
export interface FindingTemplate extends SqlFile {
  code: FindingCode;
  what: string;
  fix: string;
  populated?: boolean | undefined;
  /** The up, if the differing objects are to be looked up there and not in the file at fault. */
  definedIn?: SqlFile | undefined;
  /** Set where statements that restore the state before the up are the fix. */
  revert?: RevertAdvice | undefined;
}

/**
 * The finding for a difference, or none. Three kinds of difference are warnings only: the order of columns and properties
 * that a table has locally beside those it inherits, since a down cannot do better, and the names of NOT NULL constraints,
 * which PostgreSQL chooses itself and before version 18 did not even have.
 */
export async function differenceFindings(difference: SnapshotDiff, template: FindingTemplate): Promise<Finding[]> {
  const { code, what, file, populated = false } = template;
  const behind = difference.sequencesBehind.length > 0;
  const { grade, objects, rows, uncovered } = difference;
  if (grade === 'equal' && !behind) {
    return [];
  }
  const described = await describe(difference, template);
  const found = {
    ...described,
    fix: described.fix + offerForLogs(difference, [template.sql, template.definedIn?.sql]),
    file,
    populated,
  };
  if (grade === 'equal') {
    return [finding({ ...found, code, status: 'fail', what: `${what}: a sequence` })];
  }
  const order = grade === 'column-order' || objects.some(({ change }) => change === 'reordered');
  const notNull = objects.some(isNotNullRename);
  const local = objects.some(becameLocal);
  const onlyNames = grade === 'column-order' || grade === 'names-only';
  const harmless =
    (onlyNames || (local && rows.length === 0 && uncovered.length === 0)) &&
    objects.every((each) => isReordered(each) || isNotNullRename(each) || becameLocal(each));
  if (!harmless || behind) {
    const named = onlyNames && !behind && code === 'down-differs' ? 'names-only' : code;
    return [finding({ ...found, code: named, status: 'fail', what })];
  }
  const kinds = [
    ...(order ? ['the order of columns'] : []),
    ...(notNull ? ['names of NOT NULL constraints'] : []),
    ...(local ? ['properties that a table has locally beside those it inherits'] : []),
  ];
  return [
    finding({
      ...found,
      code: local ? code : order ? 'column-order' : 'names-only',
      status: 'warn',
      what: `${what}: ${kinds.join(' and ')}`,
      fix: order ? BY_POSITION : NOTHING_TO_DO,
      sql: [],
    }),
  ];
}

const BY_POSITION =
  'Decide whether the order matters: it does where code uses INSERT without a list of columns, or SELECT * by position. ' +
  'A down can add a column only at the end.';

const NOTHING_TO_DO = 'Leave it: no statement of a down does better, and nothing depends on it.';

/** One file can have several findings, one after the other. */
const scripts = new LatestAnswers<Promise<Script | undefined>>(2);

/** The lines of a difference, each with the place in the file that defines the object, and the statements that fix it. */
async function describe(
  difference: SnapshotDiff,
  { file, sql, fix, definedIn = { file, sql }, revert }: FindingTemplate,
): Promise<Pick<Finding, 'details' | 'sql' | 'line' | 'fix'>> {
  const { sql: definitions = '' } = definedIn;
  const script = await scripts.about(definitions, () => parseScript(definitions).catch(() => undefined));
  const locate = objectLocator(script?.statements ?? []);
  const lines: number[] = [];
  const placeOf = (object: { kind: string; name: string }): string => {
    const statement = locate(object);
    if (script === undefined || statement === undefined || definedIn.file === undefined) {
      return '';
    }
    const { line } = script.positionOf(statement.start);
    lines.push(line);
    return `  (${fileLabel(definedIn.file)}:${line})`;
  };
  return {
    details: formatDiff(difference, { placeOf }),
    ...(revert === undefined ? { fix, sql: [] } : fixForDown(difference, revert)),
    line: definedIn.file === file ? lines[0] : undefined,
  };
}

/** The order of attributes matters to a composite type. */
function isReordered({ change, kind }: ObjectChange): boolean {
  return change === 'reordered' && kind !== 'composite type';
}

/** Whether the only change is that the table now has the property locally, too, which INHERIT does not revert. */
function becameLocal(change: ObjectChange): boolean {
  return (
    change.change === 'changed' &&
    change.properties.every(
      ({ property, before, after }) => property === 'local' && before === false && after !== false,
    )
  );
}

function isNotNullRename(change: ObjectChange): boolean {
  return (
    change.change === 'renamed' &&
    change.kind === 'constraint' &&
    /^NOT NULL\b/.test(String(change.after.definition['definition']))
  );
}

/**
 * The finding for a file that the server rejected.
 *
 * @throws MigrationSqlError where the machine is at fault (disk, memory), which proves nothing about the file
 */
export async function failureFinding(
  run: FailedRun,
  { code, what, fix, file, sql, populated = false }: FindingTemplate,
): Promise<Finding> {
  const error = await explainSqlError({ file: file ?? '', sql: sql ?? '', error: run.error, completed: run.completed });
  if (isFaultOfMachine(run.error)) {
    throw error;
  }
  const lost = error.kind === 'environment' || codeOf(explainRefusal(run.error)) === 'CONNECTION_LOST';
  return finding({
    code: lost ? 'connection-lost' : code,
    status: 'fail',
    what,
    fix: lost ? KEEP_SESSION : adviceFor(error, { code, sql: sql ?? '', fix }),
    details: errorLines(error),
    sql: code === 'second-up-fails' ? await idempotentStatement(sql ?? '', error.statement) : [],
    file,
    line: error.line,
    populated,
  });
}

const KEEP_SESSION =
  'Remove what ends the session or the server (pg_terminate_backend, a function that crashes); if nothing in the file does, ' +
  "look at the server's log and run verify again.";

/** The failing statement in a form that can be run again, where there is one. */
async function idempotentStatement(sql: string, failing: string | undefined): Promise<string[]> {
  const statements = await parseStatements(sql).catch(() => []);
  const statement = statements.find(({ text }) => text === failing);
  const form = statement === undefined ? undefined : idempotentForm(statement);
  // A guard that the statement has already did not help.
  return form === undefined || form === failing ? [] : [form];
}

/** The server's message, with `place` or the line before it, and the lines of SQL that it is about. */
export function errorLines(error: MigrationSqlError, place?: string): string[] {
  const before = place ?? (error.line === undefined ? '' : `line ${error.line}: `);
  const code = error.sqlstate === undefined ? '' : ` (${error.sqlstate})`;
  return [
    `${before}${error.serverMessage}${code}`,
    ...(error.detail === undefined ? [] : [error.detail]),
    ...(error.frame === undefined ? [] : error.frame.split('\n')),
  ];
}
