import { creates, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unguardedCreate: Rule = {
  id: 'unguarded-create',
  group: 'idempotency',
  condition: 'CREATE creates something without IF NOT EXISTS, OR REPLACE, or a drop of it in the same file',
  effect: 'Run a second time, the up fails because it is there already.',
  remedy: 'Write IF NOT EXISTS or OR REPLACE; what drops neither goes into a DO block that looks first.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  kinds: ['create', 'create-table'],
  check: (action, context) => {
    const { file, statement } = context;
    if ((action.kind !== 'create-table' && action.kind !== 'create') || action.guarded || statement.conditional) {
      return undefined;
    }
    const isTable = action.kind === 'create-table';
    if (isTable && action.temporary) {
      return undefined;
    }
    const what = isTable ? 'table' : action.what;
    const name = isTable ? action.table : action.name;
    const named = name.name === '' ? 'without a name' : showName(name);
    const key = isTable || action.on === undefined ? objectKey(what, name) : objectKey(what, action.on, name.name);
    const withTable = !isTable && action.on !== undefined && isRemade(context, objectKey('table', action.on));
    return drops(file, key) || withTable || drops(file, objectKey('schema', { ...name, schema: '', name: name.schema }))
      ? undefined
      : { index: action.index, what: `${what} ${named} is made without a guard`, ...guard(context) };
  },
};

function isRemade({ file }: { file: Parameters<typeof creates>[0] }, table: string): boolean {
  return creates(file, table) && drops(file, table);
}
