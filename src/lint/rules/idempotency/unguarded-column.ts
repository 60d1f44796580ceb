import { drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unguardedColumn: Rule = {
  id: 'unguarded-column',
  group: 'idempotency',
  condition: 'ADD COLUMN has no IF NOT EXISTS',
  effect: 'Run a second time, the up fails because the column is there already.',
  remedy: 'Write ADD COLUMN IF NOT EXISTS.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'statement',
  kinds: ['add-column'],
  check: (statement, context) => {
    const found = statement.actions.filter(
      (action) =>
        action.kind === 'add-column' &&
        !action.guarded &&
        !statement.conditional &&
        !drops(context.file, objectKey('column', action.table, action.column.name)),
    );
    const [first] = found;
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
    return first?.kind === 'add-column'
      ? {
          index: first.index,
          what: `column ${showName(first.table)}.${first.column.name} is added without a guard${more}`,
          ...guard(context),
        }
      : undefined;
  },
};
