import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { diff } from '../../catalog/diff/diff.ts';
import { indexesDropped, looksForInvalid } from './index-drops.ts';
import { diffFindings, failureFinding } from '../report/describe-findings.ts';
import type { MigrationSource } from '../migration-source.ts';
import type { MigrationTrial } from './migration-trial.ts';
import type { Finding } from '../report/verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from '../report/volatile-values.ts';

const MEND =
  'Make the file one transaction, or one file of each part, or guard the statements before the commit: after a crash ' +
  'between two transactions golang-migrate leaves the version dirty, and the whole file has to run again.';

/**
 * Whether an up of several transactions can be run again as a whole after it was stopped between two of them. One that is
 * a single transaction either happened or did not, so there is nothing to try.
 *
 * @param previous the migration before it, which may make room for what it builds
 * @throws UpNotRepeatable
 */
export async function checkResumption(
  trial: MigrationTrial,
  previous: MigrationSource | undefined,
): Promise<Finding[]> {
  const { migration, up = '' } = trial.source;
  if (!/\b(commit|end|rollback|abort|prepare|concurrently)\b/i.test(up)) {
    return [];
  }
  const statements = await parseStatements(up).catch(() => []);
  const index = indexBuiltConcurrently(statements);
  if (index !== undefined) {
    return (await dropsIndex(previous, index)) ? [] : checkInvalidIndex(trial, quoteName(index));
  }
  const stops = stopsOf(statements);
  for (const stop of stops) {
    const expected = await trial.stateAfterUp();
    await trial.restoreBeforeUp();
    await trial.partOfUp(up.slice(0, stop.end));
    const whole = await trial.up();
    const what = `stopped after line ${stop.line} (${stop.text}) and run again`;
    const template = { file: migration.up, sql: up, fix: MEND };
    if (!whole.ok) {
      trial.markDirty();
      return [await failureFinding(whole, { ...template, code: 'resume-fails', what: `${what}, the up fails` })];
    }
    const difference = await trial.compare(expected);
    const settled = onlyValuesDiffer(difference)
      ? withoutVolatile(difference, diff(expected, await trial.rerunUp()))
      : difference;
    const found = await diffFindings(settled, {
      ...template,
      code: 'resume-differs',
      what: `${what}, the up leads to another state`,
    });
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

/** The name of the index that is all a file builds, without a transaction around it. */
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

/** Whether the migration drops the index, so that whoever goes back to it builds a whole one. */
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

/**
 * An interrupted CREATE INDEX CONCURRENTLY leaves an invalid index behind. The next run has to build it, and not take it
 * for done.
 *
 * @see https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
async function checkInvalidIndex(trial: MigrationTrial, index: string): Promise<Finding[]> {
  const { migration, up = '' } = trial.source;
  await trial.restoreIfDirty();
  const expected = await trial.stateAfterUp();
  // What the interruption leaves cannot be had by SQL; who is no superuser cannot do this either.
  const marked = await trial.partOfUp(
    `SET allow_system_table_mods = on; UPDATE pg_index SET indisvalid = false WHERE indexrelid = ${quoteLiteral(index)}::regclass`,
  );
  if (!marked.ok) {
    return [];
  }
  await trial.up();
  const found = await diffFindings(await trial.compare(expected), {
    code: 'resume-differs',
    what: 'interrupted, it leaves an invalid index, which a second run takes for done',
    fix:
      'Let the migration before it drop the index (DROP INDEX CONCURRENTLY IF EXISTS), and after an interruption go back to ' +
      'the version before that one; a file that holds CONCURRENTLY cannot hold a second statement.',
    file: migration.up,
    sql: up,
  });
  trial.markDirty();
  return found.map((each) => ({ ...each, status: 'warn' }));
}

/** The ends of transactions with something to do behind them. */
function stopsOf(statements: readonly SqlStatement[]): SqlStatement[] {
  const last = statements.findLastIndex(({ node }) => !('TransactionStmt' in node));
  return statements
    .slice(0, Math.max(last, 0))
    .filter(({ node }) => 'TransactionStmt' in node && ENDS.has(node.TransactionStmt.kind ?? ''));
}

const ENDS = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);
