import type { Node, RangeVar, VariableSetStmt } from 'libpg-query';

import { strings } from '../default-names.ts';
import type { Action, Maintain, TransactionControl } from './action.ts';
import type { ActionReaders, ParseContext } from './action-readers.ts';
import { ALTER_OBJECT } from './alter-object.ts';
import { ALTER_TABLE } from './alter-table.ts';
import { CREATE_OBJECT } from './create-object.ts';
import { CREATE_TABLE, tableFromQuery } from './create-table.ts';
import { DROPS_AND_RENAMES } from './drops-and-renames.ts';
import { walk } from './expression.ts';
import { relationName } from './name.ts';
import { ROWS, withActions } from './rows.ts';

const TRANSACTION: Readonly<Record<string, TransactionControl['does']>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
};

const READERS: ActionReaders = {
  ...CREATE_TABLE,
  ...CREATE_OBJECT,
  ...ALTER_TABLE,
  ...ALTER_OBJECT,
  ...DROPS_AND_RENAMES,
  ...ROWS,
  TransactionStmt: ({ kind }, { offsetOf }) => [
    { kind: 'transaction', does: TRANSACTION[kind ?? ''] ?? 'savepoint', index: offsetOf(undefined) },
  ],
  VariableSetStmt: setting,
  SelectStmt: (select, context) => [
    // In PL/pgSQL INTO sets a variable.
    ...(context.inBody ? [] : tableFromQuery(select.intoClause, false, context)),
    ...withActions(select.withClause, context),
    ...setConfig({ SelectStmt: select }, context),
  ],
  VacuumStmt: ({ options = [], is_vacuumcmd: isVacuum }, context) =>
    isVacuum === true ? [maintain(hasOption(options, 'full') ? 'vacuum full' : 'vacuum', undefined, context)] : [],
  ClusterStmt: ({ relation }, context) => [maintain('cluster', relation, context)],
  ReindexStmt: ({ relation, params = [] }, context) => [
    maintain('reindex', relation, context, hasOption(params, 'concurrently')),
  ],
  RefreshMatViewStmt: ({ relation, concurrent }, context) => [
    maintain('refresh', relation, context, concurrent === true),
  ],
  LockStmt: ({ relations: [first] = [], mode = 0 }, context) => [
    {
      ...maintain('lock', first !== undefined && 'RangeVar' in first ? first.RangeVar : undefined, context),
      blocks: mode >= ACCESS_EXCLUSIVE ? 'reads and writes' : mode >= SHARE ? 'writes' : undefined,
    },
  ],
};

/** Lock modes by their numbers in PostgreSQL. */
const SHARE = 5;
const ACCESS_EXCLUSIVE = 8;

const READERS_BY_TYPE = new Map(Object.entries(READERS));

/** What a statement does, one entry for each object. */
export function readActions(node: object, context: ParseContext): Action[] {
  // A node has one field: its type, with its content.
  return Object.entries(node).flatMap(([nodeType, content]) => READERS_BY_TYPE.get(nodeType)?.(content, context) ?? []);
}

function setting(
  { kind, name = '', args = [], is_local: local }: VariableSetStmt,
  { offsetOf }: ParseContext,
): Action[] {
  const values = args.flatMap((arg) =>
    'A_Const' in arg ? [arg.A_Const.sval?.sval ?? String(arg.A_Const.ival?.ival ?? '')] : [],
  );
  const reset = kind === 'VAR_RESET' || kind === 'VAR_RESET_ALL' || kind === 'VAR_SET_DEFAULT';
  return [
    { kind: 'setting', name: name.toLowerCase(), values, local: local === true, reset, index: offsetOf(undefined) },
  ];
}

/** `SELECT set_config('search_path', '…', false)` */
function setConfig(node: Node, { offsetOf }: ParseContext): Action[] {
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
    const index = offsetOf(undefined);
    found.push({ kind: 'setting', name: texts[0] ?? '', values, local, reset: false, index });
  });
  return found;
}

function maintain(
  does: Maintain['does'],
  relation: RangeVar | undefined,
  { searched, offsetOf }: ParseContext,
  concurrently = false,
): Maintain {
  const name = relation && relationName(relation, searched);
  return { kind: 'maintain', does, name, concurrently, blocks: undefined, index: offsetOf(undefined) };
}

function hasOption(options: readonly Node[], name: string): boolean {
  return options.some((each) => 'DefElem' in each && each.DefElem.defname === name);
}
