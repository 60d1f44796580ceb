import { creates, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unguardedIndex: Rule = {
  id: 'unguarded-index',
  group: 'idempotency',
  condition: 'CREATE INDEX has a name and no IF NOT EXISTS',
  effect: 'Run a second time, the up fails because the index is there already.',
  remedy: 'Write CREATE INDEX IF NOT EXISTS.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  kinds: ['create-index'],
  check: (action, context) => {
    const { file, statement } = context;
    if (action.kind !== 'create-index' || action.guarded || action.name === undefined || statement.conditional) {
      return undefined;
    }
    const table = objectKey('table', action.table);
    return drops(file, objectKey('index', action.name)) || (creates(file, table) && drops(file, table))
      ? undefined
      : { index: action.index, what: `index ${showName(action.name)} is made without a guard`, ...guard(context) };
  },
};
