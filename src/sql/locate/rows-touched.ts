import type { Node, RangeVar } from 'libpg-query';

import { relationPath, type Touched } from './touched.ts';

/** The tables whose rows a statement writes, in a WITH too. */
export function rowsTouched(node: Node): Touched[] {
  if ('CopyStmt' in node) {
    const { relation, is_from: isFrom } = node.CopyStmt;
    return isFrom === true ? rowsOf(relation) : [];
  }
  if ('TruncateStmt' in node) {
    return (node.TruncateStmt.relations ?? []).flatMap((each) => ('RangeVar' in each ? rowsOf(each.RangeVar) : []));
  }
  if ('RefreshMatViewStmt' in node) {
    return rowsOf(node.RefreshMatViewStmt.relation);
  }
  if ('CreateTableAsStmt' in node) {
    return rowsOf(node.CreateTableAsStmt.into?.rel);
  }
  return [...changedIn(node), ...inWith(node)];
}

function changedIn(node: Node): Touched[] {
  if ('InsertStmt' in node) {
    return rowsOf(node.InsertStmt.relation);
  }
  if ('UpdateStmt' in node) {
    return rowsOf(node.UpdateStmt.relation);
  }
  if ('DeleteStmt' in node) {
    return rowsOf(node.DeleteStmt.relation);
  }
  return 'MergeStmt' in node ? rowsOf(node.MergeStmt.relation) : [];
}

function inWith(node: Node): Touched[] {
  const { withClause } =
    ('SelectStmt' in node && node.SelectStmt) ||
    ('InsertStmt' in node && node.InsertStmt) ||
    ('UpdateStmt' in node && node.UpdateStmt) ||
    ('DeleteStmt' in node && node.DeleteStmt) ||
    ('MergeStmt' in node && node.MergeStmt) ||
    {};
  return (withClause?.ctes ?? []).flatMap((each) =>
    'CommonTableExpr' in each && each.CommonTableExpr.ctequery !== undefined
      ? rowsTouched(each.CommonTableExpr.ctequery)
      : [],
  );
}

function rowsOf(relation: RangeVar | undefined): Touched[] {
  return relation === undefined ? [] : [{ group: 'rows', path: relationPath(relation) }];
}
