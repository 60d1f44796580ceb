import type { Node, VariableSetStmt } from 'libpg-query';

import { strings } from '../default-names.ts';
import { nameFrom, relationName } from './name.ts';
import type { Action, Maintain } from './action.ts';
import { ALTER_OTHER_NODE_TYPES, alterOtherAction } from './alter-others.ts';
import { alterTableActions } from './alter-table.ts';
import { CREATE_NODE_TYPES, createIndexAction, createObjectAction } from './create-object.ts';
import { createTableAction, createTableAsAction, selectIntoAction } from './create-table.ts';
import { DROP_OR_RENAME_NODE_TYPES, dropOrRenameAction, partsOf } from './drops-and-renames.ts';
import { walk } from './expression.ts';
import { kindWords } from './object-kinds.ts';
import { ROW_NODE_TYPES, rowActions, withActions } from './rows.ts';
import type { ParseContext } from './table-parts.ts';

const TRANSACTION: Readonly<Record<string, 'begin' | 'commit' | 'rollback' | 'savepoint'>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
};

/** What a statement does; `nodeType` is the parse tree's word for it. */
export function actionsOf(nodeType: string, node: Node, context: ParseContext): Action[] {
  return READERS.get(nodeType)?.(node, context) ?? [];
}

type Reader = (node: Node, context: ParseContext) => Action[] | undefined;

/** Who reads a statement of which nodeType; of all others nothing is asked. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ...readBy(transactionAction, ['TransactionStmt']),
  ...readBy(tableOrIndexAction, ['CreateStmt', 'CreateForeignTableStmt', 'AlterTableStmt', 'IndexStmt']),
  ...readBy(dropOrRenameAction, DROP_OR_RENAME_NODE_TYPES),
  ...readBy(alterOtherAction, ALTER_OTHER_NODE_TYPES),
  ...readBy(rowActions, ROW_NODE_TYPES),
  ...readBy(createObjectAction, CREATE_NODE_TYPES),
  ...readBy(
    (node, context) => createObjectAction(node, context) ?? tableAsAction(node, context),
    ['CreateTableAsStmt'],
  ),
  ...readBy(otherActions, ['VariableSetStmt', 'SelectStmt', 'CommentStmt', 'AlterEnumStmt']),
  ...readBy(maintenance, ['VacuumStmt', 'ClusterStmt', 'ReindexStmt', 'RefreshMatViewStmt', 'LockStmt']),
]);

function readBy(reader: Reader, nodeTypes: readonly string[]): [nodeType: string, reader: Reader][] {
  return nodeTypes.map((nodeType) => [nodeType, reader]);
}

function transactionAction(node: Node, context: ParseContext): Action[] | undefined {
  if (!('TransactionStmt' in node)) {
    return undefined;
  }
  const does = TRANSACTION[node.TransactionStmt.kind ?? ''] ?? 'savepoint';
  return [{ kind: 'transaction', does, index: context.offsetOf(undefined) }];
}

function tableOrIndexAction(node: Node, context: ParseContext): Action[] | undefined {
  if ('CreateStmt' in node) {
    return createTableAction(node.CreateStmt, context);
  }
  if ('CreateForeignTableStmt' in node) {
    const { base } = node.CreateForeignTableStmt;
    return base === undefined ? [] : createTableAction(base, context);
  }
  if ('AlterTableStmt' in node) {
    return alterTableActions(node.AlterTableStmt, context);
  }
  return 'IndexStmt' in node ? createIndexAction(node.IndexStmt, context) : undefined;
}

function tableAsAction(node: Node, context: ParseContext): Action[] | undefined {
  return 'CreateTableAsStmt' in node ? createTableAsAction(node.CreateTableAsStmt, context) : undefined;
}

function otherActions(node: Node, context: ParseContext): Action[] | undefined {
  const index = context.offsetOf(undefined);
  if ('VariableSetStmt' in node) {
    return settingAction(node.VariableSetStmt, index);
  }
  if ('SelectStmt' in node) {
    const { intoClause, withClause } = node.SelectStmt;
    return [...selectIntoAction(intoClause, context), ...withActions(withClause, context), ...setConfig(node, index)];
  }
  if ('CommentStmt' in node) {
    const { objtype, object, comment } = node.CommentStmt;
    const path = object === undefined ? [] : partsOf(object);
    return [{ kind: 'comment', what: kindWords(objtype), path, text: comment, index }];
  }
  if ('AlterEnumStmt' in node) {
    const { typeName, oldVal, newVal = '', newValNeighbor, skipIfNewValExists } = node.AlterEnumStmt;
    return [
      {
        kind: 'add-enum-value',
        type: nameFrom(strings(typeName), context.searched),
        old: oldVal,
        label: newVal,
        guarded: skipIfNewValExists === true,
        placed: newValNeighbor !== undefined,
        index,
      },
    ];
  }
  return undefined;
}

function settingAction({ kind, name = '', args = [], is_local: local }: VariableSetStmt, index: number): Action[] {
  const values = args.flatMap((arg) =>
    'A_Const' in arg ? [arg.A_Const.sval?.sval ?? String(arg.A_Const.ival?.ival ?? '')] : [],
  );
  const reset = kind === 'VAR_RESET' || kind === 'VAR_RESET_ALL' || kind === 'VAR_SET_DEFAULT';
  return [{ kind: 'setting', name: name.toLowerCase(), values, local: local === true, reset, index }];
}

/** `SELECT set_config('search_path', '…', false)` */
function setConfig(node: Node, index: number): Action[] {
  const found: Action[] = [];
  walk(node, (key, value) => {
    if (key !== 'FuncCall' || typeof value !== 'object' || value === null) {
      return;
    }
    const { funcname, args }: { funcname?: Node[]; args?: Node[] } = value;
    if (strings(funcname).at(-1) !== 'set_config' || args === undefined) {
      return;
    }
    const texts = args.map((arg) => ('A_Const' in arg ? (arg.A_Const.sval?.sval ?? '') : ''));
    const [, , third] = args;
    const local = third !== undefined && 'A_Const' in third && third.A_Const.boolval?.boolval === true;
    const values = (texts[1] ?? '').split(',').map((schema) => schema.trim());
    found.push({ kind: 'setting', name: texts[0] ?? '', values, local, reset: false, index });
  });
  return found;
}

function maintenance(node: Node, context: ParseContext): Action[] | undefined {
  const does = maintained(node, context);
  return does && [{ ...does, index: context.offsetOf(undefined) }];
}

function maintained(node: Node, { searched }: ParseContext): Omit<Maintain, 'index'> | undefined {
  if ('VacuumStmt' in node) {
    const { options = [], is_vacuumcmd: isVacuum } = node.VacuumStmt;
    const full = options.some((each) => 'DefElem' in each && each.DefElem.defname === 'full');
    return isVacuum === true
      ? { kind: 'maintain', does: full ? 'vacuum full' : 'vacuum', name: undefined, concurrently: false }
      : undefined;
  }
  if ('ClusterStmt' in node) {
    const { relation } = node.ClusterStmt;
    return {
      kind: 'maintain',
      does: 'cluster',
      name: relation && relationName(relation, searched),
      concurrently: false,
    };
  }
  if ('ReindexStmt' in node) {
    const { relation, params = [] } = node.ReindexStmt;
    const concurrently = params.some((each) => 'DefElem' in each && each.DefElem.defname === 'concurrently');
    return { kind: 'maintain', does: 'reindex', name: relation && relationName(relation, searched), concurrently };
  }
  if ('RefreshMatViewStmt' in node) {
    const { relation, concurrent } = node.RefreshMatViewStmt;
    const name = relation && relationName(relation, searched);
    return { kind: 'maintain', does: 'refresh', name, concurrently: concurrent === true };
  }
  if ('LockStmt' in node) {
    const [first] = node.LockStmt.relations ?? [];
    const name = first !== undefined && 'RangeVar' in first ? relationName(first.RangeVar, searched) : undefined;
    return { kind: 'maintain', does: 'lock', name, concurrently: false };
  }
  return undefined;
}
