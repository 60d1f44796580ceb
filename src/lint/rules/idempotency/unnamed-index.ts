import { keyOf } from '../../../sql/statement/name.ts';
import { createsAndDrops } from '../../facts/file-effects.ts';
import { objectKey } from '../../state/object-key.ts';
import { guard } from '../../fixes/guard.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const unnamedIndex = actionRule({
  id: 'unnamed-index',
  group: 'idempotency',
  condition: 'CREATE INDEX gives no name',
  effect: 'Each run creates another index with the next free name, and no down knows which one to drop.',
  remedy: 'Name the index, and write IF NOT EXISTS before the name.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  kinds: ['create-index'],
  check: (action, context) => {
    const { name, table } = action;
    const isGone = createsAndDrops(context.file, objectKey('table', table));
    if (name !== undefined || isGone || context.schema.table(table)?.temporary === true) {
      return undefined;
    }
    const chosen = context.defaultNames.get(action);
    const hint = chosen === undefined ? '' : ` (PostgreSQL would choose ${chosen})`;
    return { what: `the index on ${keyOf(table)} has no name${hint}`, ...guard(context) };
  },
});
