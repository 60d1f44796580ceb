import type { InsertStmt, MergeStmt, Node, RangeVar, UpdateStmt, WithClause } from 'libpg-query';

import { strings } from '../default-names.ts';
import { isObject } from '../../support/json.ts';
import { relationName } from './name.ts';
import type { Action, Assignment, Insert } from './action.ts';
import { expression, walk } from './expression.ts';
import { looksIn, readInsert } from './insert.ts';
import type { Reading } from './table-parts.ts';

/** What `rowActions` reads. */
export const ROW_FORMS = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'TruncateStmt'] as const;

/** Statements that change rows, with those in their WITH; undefined for another statement. */
export function rowActions(node: Node, reading: Reading): Action[] | undefined {
  const index = reading.place(undefined);
  if ('InsertStmt' in node) {
    const { withClause } = node.InsertStmt;
    const own = insertAction(node.InsertStmt, queriesIn(withClause), { index, inWith: false }, reading);
    return [...withActions(withClause, reading), ...own];
  }
  if ('UpdateStmt' in node) {
    return [
      ...withActions(node.UpdateStmt.withClause, reading),
      ...updateAction(node.UpdateStmt, queriesIn(node.UpdateStmt.withClause), index, reading),
    ];
  }
  if ('DeleteStmt' in node) {
    const { relation, whereClause, withClause } = node.DeleteStmt;
    const where = whereClause === undefined ? undefined : expression(whereClause);
    return relation === undefined
      ? []
      : [
          ...withActions(withClause, reading),
          { kind: 'delete', table: relationName(relation, reading.searched), where, index },
        ];
  }
  if ('MergeStmt' in node) {
    return [...withActions(node.MergeStmt.withClause, reading), ...mergeActions(node.MergeStmt, reading)];
  }
  if ('TruncateStmt' in node) {
    const { relations = [], behavior } = node.TruncateStmt;
    const cascade = behavior === 'DROP_CASCADE';
    return relations.flatMap((each) =>
      'RangeVar' in each
        ? [{ kind: 'truncate' as const, table: relationName(each.RangeVar, reading.searched), cascade, index }]
        : [],
    );
  }
  return undefined;
}

/** The rows that are inserted and updated in a WITH. Those that are deleted there are mostly moved elsewhere. */
export function withActions(clause: WithClause | undefined, reading: Reading): Action[] {
  const queries = queriesIn(clause);
  return queries.flatMap((query): Action[] => {
    const beside = queries.filter((each) => each !== query);
    if ('InsertStmt' in query) {
      const index = placeOf(query.InsertStmt.relation, reading);
      return insertAction(query.InsertStmt, beside, { index, inWith: true }, reading);
    }
    return 'UpdateStmt' in query
      ? updateAction(query.UpdateStmt, beside, placeOf(query.UpdateStmt.relation, reading), reading)
      : [];
  });
}

function queriesIn(clause: WithClause | undefined): Node[] {
  return (clause?.ctes ?? []).flatMap((each) =>
    'CommonTableExpr' in each ? (each.CommonTableExpr.ctequery ?? []) : [],
  );
}

function placeOf(relation: RangeVar | undefined, { place }: Reading): number {
  return place(relation?.location);
}

/** @param beside the queries of its WITH */
function insertAction(
  insert: InsertStmt,
  beside: readonly Node[],
  how: Pick<Insert, 'index' | 'inWith'>,
  reading: Reading,
): Insert[] {
  const { relation, onConflictClause: conflict } = insert;
  if (relation === undefined) {
    return [];
  }
  const read = readInsert(insert, relation, reading);
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
function updateAction(update: UpdateStmt, beside: readonly Node[], index: number, { searched }: Reading): Action[] {
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
function mergeActions({ relation, joinCondition, mergeWhenClauses = [] }: MergeStmt, reading: Reading): Action[] {
  return mergeWhenClauses.flatMap((each): Action[] => {
    const clause = 'MergeWhenClause' in each ? each.MergeWhenClause : undefined;
    return relation === undefined || clause?.commandType !== 'CMD_UPDATE'
      ? []
      : [
          {
            kind: 'update',
            table: relationName(relation, reading.searched),
            where: expression([joinCondition, clause.condition]),
            assignments: assignmentsIn(clause.targetList, relation),
            index: reading.place(undefined),
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
