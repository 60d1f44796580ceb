import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { diff } from '../../catalog/diff/diff.ts';
import { indexesDropped, looksForInvalid } from './index-drops.ts';
import { judge, judgeFailure } from '../report/describe-findings.ts';
import type { MigrationTexts } from '../migration-source.ts';
import type { Stair } from './migration-trial.ts';
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
 * @throws StateLost
 */
export async function judgeResumption(stair: Stair, previous: MigrationTexts | undefined): Promise<Finding[]> {
  const { migration, up = '' } = stair.texts;
  if (!/\b(commit|end|rollback|abort|prepare|concurrently)\b/i.test(up)) {
    return [];
  }
  const statements = await parseStatements(up).catch(() => []);
  const index = indexBuiltConcurrently(statements);
  if (index !== undefined) {
    return (await dropsIndex(previous, index)) ? [] : judgeInvalidIndex(stair, quoteName(index));
  }
  const stops = stopsOf(statements);
  for (const stop of stops) {
    const expected = await stair.reached();
    await stair.descend();
    await stair.partOfUp(up.slice(0, stop.end));
    const whole = await stair.up();
    const what = `stopped after line ${stop.line} (${stop.text}) and run again`;
    const accusation = { file: migration.up, sql: up, fix: MEND };
    if (!whole.ok) {
      stair.spoil();
      return [await judgeFailure(whole, { ...accusation, code: 'resume-fails', what: `${what}, the up fails` })];
    }
    const difference = await stair.compare(expected);
    const settled = onlyValuesDiffer(difference)
      ? withoutVolatile(difference, diff(expected, await stair.climbAfresh()))
      : difference;
    const found = await judge(settled, {
      ...accusation,
      code: 'resume-differs',
      what: `${what}, the up leads to another state`,
    });
    if (found.length > 0) {
      stair.spoil();
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
async function dropsIndex(migration: MigrationTexts | undefined, { schema, name }: IndexName): Promise<boolean> {
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
async function judgeInvalidIndex(stair: Stair, index: string): Promise<Finding[]> {
  const { migration, up = '' } = stair.texts;
  await stair.fix();
  const expected = await stair.reached();
  // What the interruption leaves cannot be had by SQL; who is no superuser cannot do this either.
  const marked = await stair.partOfUp(
    `SET allow_system_table_mods = on; UPDATE pg_index SET indisvalid = false WHERE indexrelid = ${quoteLiteral(index)}::regclass`,
  );
  if (!marked.ok) {
    return [];
  }
  await stair.up();
  const found = await judge(await stair.compare(expected), {
    code: 'resume-differs',
    what: 'interrupted, it leaves an invalid index, which a second run takes for done',
    fix:
      'Let the migration before it drop the index (DROP INDEX CONCURRENTLY IF EXISTS), and after an interruption go back to ' +
      'the version before that one; a file that holds CONCURRENTLY cannot hold a second statement.',
    file: migration.up,
    sql: up,
  });
  stair.spoil();
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
