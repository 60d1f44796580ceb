import { changesEachRun } from '../../facts/changes-each-run.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const selfReferringUpdate: Rule = {
  id: 'self-referring-update',
  group: 'idempotency',
  condition:
    'UPDATE, ON CONFLICT DO UPDATE or MERGE computes a column from its own value, and no condition asks for what it writes',
  effect: 'Each run changes the rows once more: what was multiplied is multiplied again.',
  remedy: 'Let WHERE find only the rows that are still to be changed, or write to a new column.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['insert', 'update'],
  check: (action, { statement }) => {
    if ((action.kind !== 'insert' && action.kind !== 'update') || statement.conditional) {
      return undefined;
    }
    const { where, assignments } = action.kind === 'insert' ? action.updated : action;
    // A condition on what is written in the same breath no longer holds the second time.
    const isAsked = assignments.some(({ column }) => where?.columns.includes(column));
    const again = assignments.find(({ value, fromItself }) => fromItself && changesEachRun(value));
    if (isAsked || again === undefined) {
      return undefined;
    }
    return { index: action.index, what: `${showName(action.table)}.${again.column} is computed from itself` };
  },
};
