import type { InsertStmt, Node, RangeVar } from 'libpg-query';

import { strings } from '../default-names.ts';
import { relationName } from './name.ts';
import type { ParseContext } from './action-readers.ts';
import { expression, isVolatile, walk } from './expression.ts';
import type { ConflictTarget, Insert, Repetition } from './row-action.ts';

/** What an INSERT does, its WITH and its updates apart. */
export function readInsert(
  insert: InsertStmt,
  relation: RangeVar,
  { searched }: ParseContext,
): Omit<Insert, 'index' | 'updated' | 'inWith'> {
  const { cols, selectStmt, onConflictClause } = insert;
  const looks = selectStmt !== undefined && looksIn(selectStmt);
  return {
    kind: 'insert',
    table: relationName(relation, searched),
    constant: isConstant(insert),
    guarded: onConflictClause !== undefined || looks,
    passesOver: onConflictClause?.action === 'ONCONFLICT_NOTHING' && !looks,
    conflict: conflictTarget(onConflictClause),
    // DEFAULT VALUES writes none.
    columns:
      selectStmt === undefined ? [] : cols?.flatMap((each) => ('ResTarget' in each ? (each.ResTarget.name ?? '') : '')),
    repetitions: () => repetitions(insert),
  };
}

function conflictTarget(clause: InsertStmt['onConflictClause']): ConflictTarget | undefined {
  const { conname: constraint, indexElems = [], whereClause } = clause?.infer ?? {};
  return clause?.infer === undefined
    ? undefined
    : {
        constraint,
        columns: indexElems.map((each) => ('IndexElem' in each ? (each.IndexElem.name ?? '') : '')),
        partial: whereClause !== undefined,
      };
}

function isConstant({ selectStmt }: InsertStmt): boolean {
  return selectStmt !== undefined && 'SelectStmt' in selectStmt && selectStmt.SelectStmt.fromClause === undefined;
}

/** Whether a query leaves out what is there: NOT EXISTS, NOT IN, LEFT JOIN … IS NULL, EXCEPT. */
export function looksIn(query: Node): boolean {
  if (!('SelectStmt' in query)) {
    return false;
  }
  const { fromClause, whereClause, havingClause, op } = query.SelectStmt;
  let looks = op === 'SETOP_EXCEPT';
  walk([fromClause, whereClause, havingClause], (key, value) => {
    looks ||= key === 'NullTest' || key === 'SubLink' || (key === 'op' && value === 'SETOP_EXCEPT');
  });
  return looks;
}

/** What each run writes, by position; undefined where the positions are not known. */
function repetitions({ selectStmt, relation, withClause }: InsertStmt): readonly Repetition[] | undefined {
  if (selectStmt === undefined || !('SelectStmt' in selectStmt)) {
    return [];
  }
  const { valuesLists, targetList = [] } = selectStmt.SelectStmt;
  if (valuesLists !== undefined) {
    const rows = valuesLists.map((row) => ('List' in row ? (row.List.items ?? []) : []));
    return rows[0]?.map((_, at) => common(rows.map((row) => repetitionOf(row[at], false))));
  }
  const values = targetList.flatMap((each) => ('ResTarget' in each ? (each.ResTarget.val ?? []) : []));
  const isCopy = !isOtherEachTime([selectStmt, withClause], relation?.relname);
  return values.length === 0 || values.some(isStar) ? undefined : values.map((value) => repetitionOf(value, isCopy));
}

function common([first = 'unknown', ...others]: readonly Repetition[]): Repetition {
  return others.every((each) => each === first) ? first : 'unknown';
}

/** @param isCopy whether columns that it mentions hold the same in each run */
function repetitionOf(value: Node | undefined, isCopy: boolean): Repetition {
  if (value === undefined || 'SetToDefault' in value) {
    return 'default';
  }
  if ('A_Const' in value) {
    return value.A_Const.isnull === true ? 'unknown' : 'same';
  }
  if ('FuncCall' in value && isVolatile(expression(value))) {
    return 'new';
  }
  const { functions, columns, isNull } = expression(value);
  let asks = false;
  walk(value, (key) => {
    asks ||= key === 'SubLink';
  });
  return isNull || asks || functions.length > 0 || (columns.length > 0 && !isCopy) ? 'unknown' : 'same';
}

/** Whether a query reads the table that it writes to, or makes up values. */
function isOtherEachTime(query: unknown, table: string | undefined): boolean {
  let reads = false;
  walk(query, (key, value) => {
    reads ||= key === 'relname' && value === table;
  });
  return reads || isVolatile(expression(query));
}

function isStar(value: Node): boolean {
  return 'ColumnRef' in value && strings(value.ColumnRef.fields).length < (value.ColumnRef.fields?.length ?? 0);
}
