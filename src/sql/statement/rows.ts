import type { InsertStmt, MergeStmt, Node, RangeVar, UpdateStmt, WithClause } from 'libpg-query';

import { strings } from '../default-names.ts';
import { isObject } from '../../support/json.ts';
import { relationName } from './name.ts';
import type { Action } from './action.ts';
import type { ActionReaders, ParseContext } from './action-readers.ts';
import { expression, walk } from './expression.ts';
import { looksIn, readInsert } from './insert.ts';
import type { Assignment, Insert } from './row-action.ts';

/** Statements that change rows, with those in their WITH. */
export const ROWS: ActionReaders = {
  InsertStmt: (insert, context) => {
    const { withClause } = insert;
    const how = { index: context.offsetOf(undefined), inWith: false };
    return [...withActions(withClause, context), ...insertAction(insert, queriesIn(withClause), how, context)];
  },
  UpdateStmt: (update, context) => {
    const { withClause } = update;
    const index = context.offsetOf(undefined);
    return [...withActions(withClause, context), ...updateAction(update, queriesIn(withClause), index, context)];
  },
  DeleteStmt: ({ relation, whereClause, withClause }, context) => {
    const where = whereClause === undefined ? undefined : expression(whereClause);
    const table = relation && relationName(relation, context.searched);
    const index = context.offsetOf(undefined);
    return table === undefined ? [] : [...withActions(withClause, context), { kind: 'delete', table, where, index }];
  },
  MergeStmt: (merge, context) => [
    ...withActions(merge.withClause, context),
    ...mergeActions(merge, context),
    ...rowsWritten(merge.relation, context),
  ],
  TruncateStmt: ({ relations = [], behavior }, context) =>
    relations.flatMap((each): Action[] =>
      'RangeVar' in each
        ? [
            {
              kind: 'truncate',
              table: relationName(each.RangeVar, context.searched),
              cascade: behavior === 'DROP_CASCADE',
              index: context.offsetOf(undefined),
            },
          ]
        : [],
    ),
  CopyStmt: ({ relation, is_from: isFrom }, context) => (isFrom === true ? rowsWritten(relation, context) : []),
};

function rowsWritten(relation: RangeVar | undefined, { searched, offsetOf }: ParseContext): Action[] {
  return relation === undefined
    ? []
    : [{ kind: 'write-rows', table: relationName(relation, searched), index: offsetOf(undefined) }];
}

/** Whether RETURNING gives whole rows: mostly they move elsewhere. */
function returnsRows(clause: unknown): boolean {
  let returns = false;
  walk(clause, (key) => {
    returns ||= key === 'A_Star';
  });
  return returns;
}

function deleteAll(relation: RangeVar, index: number, { searched }: ParseContext): Action {
  return { kind: 'delete', table: relationName(relation, searched), where: undefined, index };
}

/** What the queries of a WITH do. Rows that are deleted there and returned move elsewhere: that is no `delete`. */
export function withActions(clause: WithClause | undefined, context: ParseContext): Action[] {
  const queries = queriesIn(clause);
  return queries.flatMap((query): Action[] => {
    const beside = queries.filter((each) => each !== query);
    if ('InsertStmt' in query) {
      const index = offsetOfRelation(query.InsertStmt.relation, context);
      return insertAction(query.InsertStmt, beside, { index, inWith: true }, context);
    }
    if ('DeleteStmt' in query) {
      const { relation, whereClause, returningClause } = query.DeleteStmt;
      return whereClause === undefined && relation !== undefined && !returnsRows(returningClause)
        ? [deleteAll(relation, offsetOfRelation(relation, context), context)]
        : rowsWritten(relation, context);
    }
    if ('MergeStmt' in query) {
      return rowsWritten(query.MergeStmt.relation, context);
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
      joins: fromClause?.some((each) => 'RangeVar' in each || 'JoinExpr' in each) === true,
      assignments: assignmentsIn(targetList, relation).map((each) => ({
        ...each,
        fromItself: each.fromItself && !isOfChanged,
      })),
      index,
    },
  ];
}

/**
 * What a MERGE does. The rows of an update are those that the join finds, and that the condition allows. Where the join is
 * ON false, each run inserts, and what has no match is every row.
 */
function mergeActions({ relation, joinCondition, mergeWhenClauses = [] }: MergeStmt, context: ParseContext): Action[] {
  if (relation === undefined) {
    return [];
  }
  const index = context.offsetOf(undefined);
  const table = relationName(relation, context.searched);
  return mergeWhenClauses.flatMap((each): Action[] => {
    const { commandType, matchKind, condition, targetList } = 'MergeWhenClause' in each ? each.MergeWhenClause : {};
    if (commandType === 'CMD_UPDATE') {
      const where = expression([joinCondition, condition]);
      return [{ kind: 'update', table, where, joins: false, assignments: assignmentsIn(targetList, relation), index }];
    }
    if (!isFalse(joinCondition) || condition !== undefined) {
      return [];
    }
    if (commandType === 'CMD_DELETE' && matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE') {
      return [deleteAll(relation, index, context)];
    }
    return commandType === 'CMD_INSERT'
      ? [
          {
            kind: 'insert',
            table,
            constant: false,
            guarded: false,
            passesOver: false,
            conflict: undefined,
            columns: (targetList ?? []).flatMap((target) =>
              'ResTarget' in target ? (target.ResTarget.name ?? []) : [],
            ),
            repetitions: () => undefined,
            updated: { where: undefined, assignments: [] },
            inWith: false,
            index,
          },
        ]
      : [];
  });
}

function isFalse(condition: Node | undefined): boolean {
  return (
    condition !== undefined &&
    'A_Const' in condition &&
    condition.A_Const.boolval !== undefined &&
    condition.A_Const.boolval.boolval !== true
  );
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
