import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { ElementalError } from '../../support/errors.ts';
import type { Aftermath } from './explain-sql-error.ts';
import type { PlannedStep } from './migration-plan.ts';

/** How many statements are kept when the one after `completed` fails: all up to the last COMMIT. */
export function keptStatements(statements: readonly Pick<SqlStatement, 'node'>[], completed: number): number {
  return (
    statements
      .slice(0, completed)
      .findLastIndex(({ node }) => 'TransactionStmt' in node && node.TransactionStmt.kind === 'TRANS_STMT_COMMIT') + 1
  );
}

/** The state of the database after a failed step, and how to continue. */
export async function aftermathOf(
  step: PlannedStep,
  current: bigint | null,
  failed: { sql: string; error: Error; completed: number },
): Promise<Aftermath> {
  const { sql, error, completed } = failed;
  const dirty = `The ledger is at ${step.target ?? -1} (dirty).`;
  const force = `elementaldb migrate force ${current ?? -1}`;
  const statements = await parseStatements(sql).catch(() => []);
  const isConnectionLost = !('severity' in error) && !(error instanceof ElementalError);
  if (isConnectionLost || statements.length < completed) {
    return {
      state: `${dirty}${isConnectionLost ? ' The connection was lost.' : ''} It is unknown whether a part of the file was kept.`,
      hint: 'Run `elementaldb migrate doctor`.',
    };
  }
  const kept = keptStatements(statements, completed);
  const lastKept = statements[kept - 1];
  const failing = statements[completed];
  const index = failing !== undefined && concurrentIndex(failing);

  if (lastKept !== undefined) {
    return {
      state: `${dirty} The first ${kept} statements, to line ${lastLine(lastKept)}, were committed; the rest was rolled back.`,
      hint: `Undo by hand what was committed, fix the file, then run \`${force}\` and migrate again.`,
    };
  }
  if (index !== false) {
    return {
      state: `${dirty} A failed CREATE INDEX CONCURRENTLY leaves an invalid index${index === '' ? '' : `: ${index}`}.`,
      hint: `Drop the invalid index, fix the file, then run \`${force}\` and migrate again.`,
    };
  }
  return {
    state: `${dirty} Nothing of the file was kept.`,
    hint: `Fix the file, then run \`${force}\` and migrate again.`,
  };
}

function lastLine(statement: SqlStatement): number {
  return statement.line + statement.text.split('\n').length - 1;
}

/** The name of the index in CREATE INDEX CONCURRENTLY ('' if the server chooses it), or false. */
function concurrentIndex({ node }: SqlStatement): string | false {
  return 'IndexStmt' in node && node.IndexStmt.concurrent === true && (node.IndexStmt.idxname ?? '');
}
