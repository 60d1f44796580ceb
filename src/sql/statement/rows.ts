import type { InsertStmt, MergeStmt, Node, RangeVar, UpdateStmt, WithClause } from 'libpg-query';

import { strings } from '../default-names.ts';
import { isObject } from '../../support/json.ts';
import { relationName } from './name.ts';
import type { Action, Assignment, Insert } from './action.ts';
import { expression, walk } from './expression.ts';
import { looksIn, readInsert } from './insert.ts';
import type { ParseContext } from './table-parts.ts';

/** What `rowActions` reads. */
export const ROW_NODE_TYPES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'TruncateStmt'] as const;

/** Statements that change rows, with those in their WITH; undefined for another statement. */
export function rowActions(node: Node, context: ParseContext): Action[] | undefined {
  const index = context.offsetOf(undefined);
  if ('InsertStmt' in node) {
    const { withClause } = node.InsertStmt;
    const own = insertAction(node.InsertStmt, queriesIn(withClause), { index, inWith: false }, context);
    return [...withActions(withClause, context), ...own];
  }
  if ('UpdateStmt' in node) {
    return [
      ...withActions(node.UpdateStmt.withClause, context),
      ...updateAction(node.UpdateStmt, queriesIn(node.UpdateStmt.withClause), index, context),
    ];
  }
  if ('DeleteStmt' in node) {
    const { relation, whereClause, withClause } = node.DeleteStmt;
    const where = whereClause === undefined ? undefined : expression(whereClause);
    return relation === undefined
      ? []
      : [
          ...withActions(withClause, context),
          { kind: 'delete', table: relationName(relation, context.searched), where, index },
        ];
  }
  if ('MergeStmt' in node) {
    return [...withActions(node.MergeStmt.withClause, context), ...mergeActions(node.MergeStmt, context)];
  }
  if ('TruncateStmt' in node) {
    const { relations = [], behavior } = node.TruncateStmt;
    const cascade = behavior === 'DROP_CASCADE';
    return relations.flatMap((each) =>
      'RangeVar' in each
        ? [{ kind: 'truncate' as const, table: relationName(each.RangeVar, context.searched), cascade, index }]
        : [],
    );
  }
  return undefined;
}

/** The rows that are inserted and updated in a WITH. Those that are deleted there are mostly moved elsewhere. */
export function withActions(clause: WithClause | undefined, context: ParseContext): Action[] {
  const queries = queriesIn(clause);
  return queries.flatMap((query): Action[] => {
    const beside = queries.filter((each) => each !== query);
    if ('InsertStmt' in query) {
      const index = offsetOfRelation(query.InsertStmt.relation, context);
      return insertAction(query.InsertStmt, beside, { index, inWith: true }, context);
    }
    return 'UpdateStmt' in query
      ? updateAction(query.UpdateStmt, beside, offsetOfRelation(query.UpdateStmt.relation, context), context)
      : [];
  });
}

function queriesIn(clause: WithClause | undefined): Node[] {
  return (clause?.ctes ?? []).flatMap((each) =>
    'CommonTableExpr' in each ? (each.CommonTableExpr.ctequery ?? []) : [],
  );
}

function offsetOfRelation(relation: RangeVar | undefined, { offsetOf }: ParseContext): number {
  return offsetOf(relation?.location);
}

/** @param beside the queries of its WITH */
function insertAction(
  insert: InsertStmt,
  beside: readonly Node[],
  how: Pick<Insert, 'index' | 'inWith'>,
  context: ParseContext,
): Insert[] {
  const { relation, onConflictClause: conflict } = insert;
  if (relation === undefined) {
    return [];
  }
  const read = readInsert(insert, relation, context);
  const asks = !read.constant && beside.some((query) => changesRows(query) || looksIn(query));
  return [
    {
      ...read,
      guarded: read.guarded || asks,
      passesOver: read.passesOver && !asks,
      updated: {
        where: conflict?.whereClause === undefined ? undefined : expression(conflict.whereClause),
        assignments: assignmentsIn(conflict?.targetList, relation),
      },
      ...how,
    },
  ];
}

/** What such a query gives are the rows that it has changed: the second time perhaps none. */
function changesRows(query: Node): boolean {
  return 'InsertStmt' in query || 'UpdateStmt' in query || 'DeleteStmt' in query;
}

/** @param beside the queries of its WITH */
function updateAction(
  update: UpdateStmt,
  beside: readonly Node[],
  index: number,
  { searched }: ParseContext,
): Action[] {
  const { relation, targetList, whereClause, fromClause } = update;
  if (relation === undefined) {
    return [];
  }
  const isOfChanged = fromClause !== undefined && beside.some(changesRows);
  return [
    {
      kind: 'update',
      table: relationName(relation, searched),
      where: whereClause === undefined ? undefined : expression(whereClause),
      assignments: assignmentsIn(targetList, relation).map((each) => ({
        ...each,
        fromItself: each.fromItself && !isOfChanged,
      })),
      index,
    },
  ];
}

/** The updates of a MERGE: their rows are those that the join finds, and that the condition allows. */
function mergeActions({ relation, joinCondition, mergeWhenClauses = [] }: MergeStmt, context: ParseContext): Action[] {
  return mergeWhenClauses.flatMap((each): Action[] => {
    const clause = 'MergeWhenClause' in each ? each.MergeWhenClause : undefined;
    return relation === undefined || clause?.commandType !== 'CMD_UPDATE'
      ? []
      : [
          {
            kind: 'update',
            table: relationName(relation, context.searched),
            where: expression([joinCondition, clause.condition]),
            assignments: assignmentsIn(clause.targetList, relation),
            index: context.offsetOf(undefined),
          },
        ];
  });
}

function assignmentsIn(targets: readonly Node[] | undefined, relation: RangeVar): Assignment[] {
  return (targets ?? []).flatMap((each) => {
    if (!('ResTarget' in each)) {
      return [];
    }
    const { name: column = '', val: value = {}, indirection } = each.ResTarget;
    return [
      {
        column,
        value: expression(value),
        isPart: indirection !== undefined,
        fromItself: mentions(value, column, relation),
      },
    ];
  });
}

/** Whether an expression reads a column of this very table: other tables of the statement may have one of the name. */
function mentions(tree: unknown, column: string, { relname, alias }: RangeVar): boolean {
  let found = false;
  walk(tree, (key, value) => {
    if (key === 'ColumnRef' && isObject(value) && Array.isArray(value['fields'])) {
      const [own, table] = strings(value['fields']).toReversed();
      found ||= own === column && (table === undefined || table === (alias?.aliasname ?? relname));
    }
  });
  return found;
}
