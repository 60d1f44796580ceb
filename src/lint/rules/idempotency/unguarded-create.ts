import { makes, takes, thing } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unguardedCreate: Rule = {
  id: 'unguarded-create',
  group: 'idempotency',
  condition: 'CREATE makes something without IF NOT EXISTS, OR REPLACE, or a drop of it in the same file',
  effect: 'Run a second time, the up fails because it is there already.',
  remedy: 'Write IF NOT EXISTS or OR REPLACE; what takes neither goes into a DO block that looks first.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  of: ['create', 'create-table'],
  check: (action, situation) => {
    const { file, statement } = situation;
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
    const key = isTable || action.on === undefined ? thing(what, name) : thing(what, action.on, name.name);
    const withTable = !isTable && action.on !== undefined && isRemade(situation, thing('table', action.on));
    return takes(file, key) || withTable || takes(file, thing('schema', { ...name, schema: '', name: name.schema }))
      ? undefined
      : { index: action.index, what: `${what} ${named} is made without a guard`, ...guard(situation) };
  },
};

function isRemade({ file }: { file: Parameters<typeof makes>[0] }, table: string): boolean {
  return makes(file, table) && takes(file, table);
}
