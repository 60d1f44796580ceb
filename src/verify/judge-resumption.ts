import { parseStatements, type SqlStatement } from '../sql/parse-statements.ts';
import { diff } from '../catalog/diff.ts';
import { judge, judgeFailure } from './judge.ts';
import type { Stair } from './stair.ts';
import type { Finding } from './verdict.ts';
import { onlyValuesDiffer, withoutVolatile } from './volatile.ts';

const MEND =
  'Make the file one transaction, or one file of each part, or guard the statements before the commit: after a crash ' +
  'between two transactions golang-migrate leaves the version dirty, and the whole file has to run again.';

/**
 * Whether an up of several transactions can be run again as a whole after it was stopped between two of them. One that is
 * a single transaction either happened or did not, so there is nothing to try.
 *
 * @throws StateLost
 */
export async function judgeResumption(stair: Stair): Promise<Finding[]> {
  const { migration, up = '' } = stair.texts;
  if (!/\b(commit|end|rollback|abort|prepare)\b/i.test(up)) {
    return [];
  }
  const stops = stopsOf(await parseStatements(up).catch(() => []));
  for (const stop of stops) {
    const expected = await stair.reached();
    await stair.descend();
    await stair.partOfUp(up.slice(0, stop.end));
    const whole = await stair.up();
    const what = `stopped after line ${stop.line} (${stop.text}) and run again`;
    const accusation = { file: migration.up, sql: up, mend: MEND };
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

/** The ends of transactions with something to do behind them. */
function stopsOf(statements: readonly SqlStatement[]): SqlStatement[] {
  const last = statements.findLastIndex(({ node }) => !('TransactionStmt' in node));
  return statements
    .slice(0, Math.max(last, 0))
    .filter(({ node }) => 'TransactionStmt' in node && ENDS.has(node.TransactionStmt.kind ?? ''));
}

const ENDS = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);
