import { guard } from '../../fixes/guard.ts';
import { keyOf } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unnamedIndex: Rule = {
  id: 'unnamed-index',
  group: 'idempotency',
  condition: 'CREATE INDEX gives no name',
  effect: 'Each run creates one more index, under the next free name, and no down can say which to drop.',
  remedy: 'Name the index, and write IF NOT EXISTS before the name.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  kinds: ['create-index'],
  check: (action, context) => {
    const name = context.given.get(action);
    return action.kind !== 'create-index' ||
      action.name !== undefined ||
      context.schema.table(action.table)?.temporary === true
      ? undefined
      : {
          index: action.index,
          what: `the index on ${keyOf(action.table)} has no name${name === undefined ? '' : ` (PostgreSQL would say ${name})`}`,
          ...guard(context),
        };
  },
};
