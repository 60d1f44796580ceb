import { makes, takes, thing } from '../../facts/file-effects.ts';
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
  of: ['create-index'],
  check: (action, situation) => {
    const { file, statement } = situation;
    if (action.kind !== 'create-index' || action.guarded || action.name === undefined || statement.conditional) {
      return undefined;
    }
    const table = thing('table', action.table);
    return takes(file, thing('index', action.name)) || (makes(file, table) && takes(file, table))
      ? undefined
      : { index: action.index, what: `index ${showName(action.name)} is made without a guard`, ...guard(situation) };
  },
};
