import { gooseQueries } from '../../migrations/layouts/goose-queries.ts';
import { toolOf } from '../../migrations/layouts/all-layouts.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { runModeOf, withRunMode, type RunMode } from '../../sql/run-mode.ts';
import { diff } from '../../catalog/diff/diff.ts';
import { differenceFindings, failureFinding } from '../report/describe-findings.ts';
import { upFile, type MigrationSource } from '../migration-source.ts';
import type { MigrationTrial } from './migration-trial.ts';
import type { Finding } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';

function fixFor({ migration }: MigrationSource): string {
  const tool = toolOf(migration);
  const crash = migration.layout === undefined ? `${tool} leaves the version dirty, and ` : '';
  return (
    'Make the file one transaction, split it into one file per transaction, or guard the statements before the commit: ' +
    `after a crash between two transactions ${crash}the whole file has to run again.`
  );
}

/**
 * Whether an up of several transactions can be run again as a whole after it was stopped between two of them. A file that
 * is a single transaction is either applied or not, so there is nothing to try.
 *
 * @param previous the migration before it, which may drop an invalid index
 * @throws UpNotRepeatable
 */
export async function checkResumption(
  trial: MigrationTrial,
  previous: MigrationSource | undefined,
): Promise<Finding[]> {
  const { up = '' } = trial.source;
  const { mode } = runModeOf(up);
  if (
    mode !== 'statements' &&
    mode !== 'queries' &&
    !/\b(commit|end|rollback|abort|prepare|concurrently)\b/i.test(up)
  ) {
    return [];
  }
  const statements = await parseStatements(up).catch(() => []);
  const index = indexBuiltConcurrently(statements);
  if (index !== undefined) {
    return (await dropsIndex(previous, index)) ? [] : checkInvalidIndex(trial, quoteName(index));
  }
  for (const stop of stopsOf(up, mode, statements)) {
    const expected = await trial.stateAfterUp();
    await trial.restoreBeforeUp();
    await trial.run(withRunMode(up.slice(0, stop.end), mode));
    const whole = await trial.up();
    const what = `stopped after line ${stop.line} (${stop.text}) and run again`;
    const template = { ...upFile(trial.source), fix: fixFor(trial.source) };
    if (!whole.ok) {
      trial.markDirty();
      return [await failureFinding(whole, { ...template, code: 'resume-fails', what: `${what}, the up fails` })];
    }
    const difference = await trial.compare(expected);
    const found = await differenceFindings(
      onlyValuesDiffer(difference) ? withoutVolatile(difference, diff(expected, await trial.rerunUp())) : difference,
      { ...template, code: 'resume-differs', what: `${what}, the up leads to another state` },
    );
    if (found.length > 0) {
      trial.markDirty();
      return found;
    }
  }
  return [];
}

interface IndexName {
  schema: string | undefined;
  name: string;
}

/** The index that a file with this single statement builds CONCURRENTLY. */
function indexBuiltConcurrently(statements: readonly SqlStatement[]): IndexName | undefined {
  const [only, ...others] = statements;
  if (only === undefined || others.length > 0 || !('IndexStmt' in only.node)) {
    return undefined;
  }
  const { concurrent, idxname, relation } = only.node.IndexStmt;
  return concurrent === true && idxname !== undefined ? { schema: relation?.schemaname, name: idxname } : undefined;
}

function quoteName({ schema, name }: IndexName): string {
  return [schema, name].flatMap((part) => (part === undefined ? [] : [quoteIdentifier(part)])).join('.');
}

/** Whether the migration drops the index, so that going back to it and up again builds a valid one. */
async function dropsIndex(migration: MigrationSource | undefined, { schema, name }: IndexName): Promise<boolean> {
  const statements = await parseStatements(migration?.up ?? '').catch(() => []);
  return statements.some((statement) => {
    if (looksForInvalid(statement)) {
      return statement.text.includes(name);
    }
    return indexesDropped(statement).some(
      (path) => path.at(-1) === name && (path.length === 1 || schema === undefined || path.at(-2) === schema),
    );
  });
}

/** The names, part by part, of the indexes that a statement drops IF EXISTS. */
export function indexesDropped({ node }: SqlStatement): string[][] {
  if (!('DropStmt' in node)) {
    return [];
  }
  const { removeType, missing_ok: guarded, objects = [] } = node.DropStmt;
  return removeType === 'OBJECT_INDEX' && guarded === true
    ? objects.map((object) =>
        'List' in object
          ? (object.List.items ?? []).flatMap((item) => ('String' in item ? (item.String.sval ?? []) : []))
          : [],
      )
    : [];
}

/** Whether a statement is a block that looks for invalid indexes. */
export function looksForInvalid({ node, text }: SqlStatement): boolean {
  return 'DoStmt' in node && /\bindisvalid\b/i.test(text);
}

/**
 * An interrupted CREATE INDEX CONCURRENTLY leaves an invalid index. The next run has to build it, and not to skip it.
 *
 * @see https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
async function checkInvalidIndex(trial: MigrationTrial, index: string): Promise<Finding[]> {
  await trial.rerunIfDirty();
  const expected = await trial.stateAfterUp();
  // No SQL leads to what an interruption leaves; without superuser rights this fails, too.
  const marked = await trial.run(
    `SET allow_system_table_mods = on; UPDATE pg_index SET indisvalid = false WHERE indexrelid = ${quoteLiteral(index)}::regclass`,
  );
  if (!marked.ok) {
    return [];
  }
  await trial.up();
  const found = await differenceFindings(await trial.compare(expected), {
    ...upFile(trial.source),
    code: 'resume-differs',
    what: 'when interrupted, the up leaves an invalid index, which a second run does not rebuild',
    fix:
      'Drop the index in the migration before it (DROP INDEX CONCURRENTLY IF EXISTS), and after an interruption go back to ' +
      'the version before that one; a file with CONCURRENTLY cannot hold a second statement.',
  });
  trial.markDirty();
  return found.map((each) => ({ ...each, status: 'warn' }));
}

/** The statements after which nothing of the file can be rolled back, and others follow. */
function stopsOf(up: string, mode: RunMode, statements: readonly SqlStatement[]): SqlStatement[] {
  switch (mode) {
    case 'statements':
      return statements.slice(0, -1);
    case 'queries':
      return gooseQueries(up)
        .slice(0, -1)
        .flatMap(({ end }) => statements.findLast((statement) => statement.end <= end) ?? []);
    case 'whole':
    case 'transaction':
      return transactionEnds(statements);
  }
}

/** The statements that end a transaction and have others after them. */
function transactionEnds(statements: readonly SqlStatement[]): SqlStatement[] {
  const last = statements.findLastIndex(({ node }) => !('TransactionStmt' in node));
  return statements
    .slice(0, Math.max(last, 0))
    .filter(({ node }) => 'TransactionStmt' in node && ENDS.has(node.TransactionStmt.kind ?? ''));
}

const ENDS = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);
