import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';
import { ElementalError } from '../../support/errors.ts';
import type { Aftermath } from './explain-sql-error.ts';
import type { PlannedStep } from './migration-plan.ts';

/** How many statements from the beginning are kept when the one after `completed` fails: all up to the last COMMIT. */
export function keptStatements(statements: readonly Pick<SqlStatement, 'node'>[], completed: number): number {
  return (
    statements
      .slice(0, completed)
      .findLastIndex(({ node }) => 'TransactionStmt' in node && node.TransactionStmt.kind === 'TRANS_STMT_COMMIT') + 1
  );
}

/** What a failed step leaves behind and how to go on. */
export async function aftermathOf(
  step: PlannedStep,
  current: bigint | null,
  failed: { sql: string; error: Error; completed: number },
): Promise<Aftermath> {
  const { sql, error, completed } = failed;
  const dirty = `The ledger says ${step.target ?? -1} (dirty).`;
  const force = `elementaldb migrate force ${current ?? -1}`;
  const statements = await parseStatements(sql).catch(() => []);
  const lost = !('severity' in error) && !(error instanceof ElementalError);
  if (lost || statements.length < completed) {
    return {
      state: `${dirty} ${lost ? 'The connection was lost: whether' : 'Whether'} a part of the file was kept is not known.`,
      hint: 'Run `elementaldb migrate doctor`.',
    };
  }
  const kept = keptStatements(statements, completed);
  const lastKept = statements[kept - 1];
  const failing = statements[completed];
  const index = failing !== undefined && concurrentIndex(failing);

  if (lastKept !== undefined) {
    return {
      state: `${dirty} The first ${kept} statements, to line ${lastLine(lastKept)}, were committed and stay; the rest was rolled back.`,
      hint: `Undo by hand what was committed, fix the file, then run \`${force}\` and migrate again.`,
    };
  }
  if (index !== false) {
    return {
      state: `${dirty} A concurrent build that fails leaves an invalid index behind${index === '' ? '' : `, here ${index}`}.`,
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

/** The name of the index that a statement builds concurrently ('' if the server chooses it), or false. */
function concurrentIndex({ node }: SqlStatement): string | false {
  return 'IndexStmt' in node && node.IndexStmt.concurrent === true && (node.IndexStmt.idxname ?? '');
}
