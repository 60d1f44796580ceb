import type { AddColumn } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import { createsAndDrops, drops } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

export const unguardedColumn: Rule = {
  id: 'unguarded-column',
  group: 'idempotency',
  condition: 'ADD COLUMN has no IF NOT EXISTS',
  effect: 'A second run of the up fails because the column exists.',
  remedy: 'Write ADD COLUMN IF NOT EXISTS.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'statement',
  kinds: ['add-column'],
  check: ({ actions, conditional }, context) => {
    const [first, ...more] = actions.filter(
      (action): action is AddColumn =>
        action.kind === 'add-column' &&
        !action.guarded &&
        !conditional &&
        !drops(context.file, partKey('column', action.table, action.column.name)) &&
        !createsAndDrops(context.file, objectKey('table', action.table)),
    );
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return (
      first && {
        index: first.index,
        what: `column ${showName(first.table)}.${first.column.name} is added without a guard${others}`,
        ...guard(context),
      }
    );
  },
};
