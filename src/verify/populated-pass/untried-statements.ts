import type { Node } from 'libpg-query';

import type { MigrationRun } from '../../migrations/runner/run-migration-file.ts';
import { parseStatements } from '../../sql/parse-statements.ts';
import { statementLine } from '../report/statement-line.ts';

/**
 * The statements of a file whose condition no row met, one line each: what they do to rows is not known. Statements in DO
 * blocks are not among them, since the server does not count their rows.
 */
export async function untriedStatements(sql: string, { rowCounts }: MigrationRun): Promise<string[]> {
  if (!rowCounts.includes(0)) {
    return [];
  }
  const statements = await parseStatements(sql).catch(() => []);
  return statements.length === rowCounts.length
    ? statements.filter(({ node }, index) => rowCounts[index] === 0 && isConditional(node)).map(statementLine)
    : [];
}

/** INSERT looks for existing rows where it has ON CONFLICT or reads no table: that it finds them is a trial, too. */
function isConditional(node: Node): boolean {
  if ('UpdateStmt' in node) {
    return node.UpdateStmt.whereClause !== undefined;
  }
  if ('DeleteStmt' in node) {
    return node.DeleteStmt.whereClause !== undefined;
  }
  if (!('InsertStmt' in node)) {
    return false;
  }
  const { selectStmt, onConflictClause } = node.InsertStmt;
  return (
    onConflictClause === undefined &&
    selectStmt !== undefined &&
    'SelectStmt' in selectStmt &&
    selectStmt.SelectStmt.whereClause !== undefined &&
    (selectStmt.SelectStmt.fromClause?.length ?? 0) > 0
  );
}
