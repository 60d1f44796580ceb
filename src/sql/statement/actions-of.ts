import type { Node, VariableSetStmt } from 'libpg-query';

import { strings } from '../default-names.ts';
import { nameFrom, relationName } from './name.ts';
import type { Action, Maintain } from './action.ts';
import { ALTER_OTHER_FORMS, alterOtherAction } from './alter-others.ts';
import { alterTableActions } from './alter-table.ts';
import { CREATE_FORMS, createIndexAction, createObjectAction } from './create-object.ts';
import { createTableAction, createTableAsAction, selectIntoAction } from './create-table.ts';
import { DROP_OR_RENAME_FORMS, dropOrRenameAction, partsOf } from './drops-and-renames.ts';
import { walk } from './expression.ts';
import { kindWords } from './object-kinds.ts';
import { ROW_FORMS, rowActions, withActions } from './rows.ts';
import type { Reading } from './table-parts.ts';

const TRANSACTION: Readonly<Record<string, 'begin' | 'commit' | 'rollback' | 'savepoint'>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
};

/** What a statement does; `form` is the parse tree's word for it. */
export function actionsOf(form: string, node: Node, reading: Reading): Action[] {
  return READERS.get(form)?.(node, reading) ?? [];
}

type Reader = (node: Node, reading: Reading) => Action[] | undefined;

/** Who reads a statement of which form; of all others nothing is asked. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ...readBy(transactionAction, ['TransactionStmt']),
  ...readBy(tableOrIndexAction, ['CreateStmt', 'CreateForeignTableStmt', 'AlterTableStmt', 'IndexStmt']),
  ...readBy(dropOrRenameAction, DROP_OR_RENAME_FORMS),
  ...readBy(alterOtherAction, ALTER_OTHER_FORMS),
  ...readBy(rowActions, ROW_FORMS),
  ...readBy(createObjectAction, CREATE_FORMS),
  ...readBy(
    (node, reading) => createObjectAction(node, reading) ?? tableAsAction(node, reading),
    ['CreateTableAsStmt'],
  ),
  ...readBy(otherActions, ['VariableSetStmt', 'SelectStmt', 'CommentStmt', 'AlterEnumStmt']),
  ...readBy(maintenance, ['VacuumStmt', 'ClusterStmt', 'ReindexStmt', 'RefreshMatViewStmt', 'LockStmt']),
]);

function readBy(reader: Reader, forms: readonly string[]): [form: string, reader: Reader][] {
  return forms.map((form) => [form, reader]);
}

function transactionAction(node: Node, reading: Reading): Action[] | undefined {
  if (!('TransactionStmt' in node)) {
    return undefined;
  }
  const does = TRANSACTION[node.TransactionStmt.kind ?? ''] ?? 'savepoint';
  return [{ kind: 'transaction', does, index: reading.place(undefined) }];
}

function tableOrIndexAction(node: Node, reading: Reading): Action[] | undefined {
  if ('CreateStmt' in node) {
    return createTableAction(node.CreateStmt, reading);
  }
  if ('CreateForeignTableStmt' in node) {
    const { base } = node.CreateForeignTableStmt;
    return base === undefined ? [] : createTableAction(base, reading);
  }
  if ('AlterTableStmt' in node) {
    return alterTableActions(node.AlterTableStmt, reading);
  }
  return 'IndexStmt' in node ? createIndexAction(node.IndexStmt, reading) : undefined;
}

function tableAsAction(node: Node, reading: Reading): Action[] | undefined {
  return 'CreateTableAsStmt' in node ? createTableAsAction(node.CreateTableAsStmt, reading) : undefined;
}

function otherActions(node: Node, reading: Reading): Action[] | undefined {
  const index = reading.place(undefined);
  if ('VariableSetStmt' in node) {
    return settingAction(node.VariableSetStmt, index);
  }
  if ('SelectStmt' in node) {
    const { intoClause, withClause } = node.SelectStmt;
    return [...selectIntoAction(intoClause, reading), ...withActions(withClause, reading), ...setConfig(node, index)];
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
        type: nameFrom(strings(typeName), reading.searched),
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

function maintenance(node: Node, reading: Reading): Action[] | undefined {
  const does = maintained(node, reading);
  return does && [{ ...does, index: reading.place(undefined) }];
}

function maintained(node: Node, { searched }: Reading): Omit<Maintain, 'index'> | undefined {
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
