import { showName } from '../../../sql/statement/name.ts';
import { changesEachRun } from '../../facts/changes-each-run.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';

export const selfReferringUpdate = rerunRule({
  id: 'self-referring-update',
  condition:
    'UPDATE, ON CONFLICT DO UPDATE or MERGE computes a column from its own value, and no condition tests a column that it writes',
  effect: 'Each run changes the rows again: a value that was multiplied is multiplied twice.',
  remedy: 'Restrict WHERE to rows that are not changed yet, or write to a new column.',
  kinds: ['insert', 'update'],
  check: (action) => {
    const { where, assignments } = action.kind === 'insert' ? action.updated : action;
    // A condition on a column that the statement writes no longer holds in the second run.
    const isGuarded = assignments.some(({ column }) => where?.columns.includes(column));
    const repeated = assignments.find(({ value, fromItself }) => fromItself && changesEachRun(value));
    return isGuarded || repeated === undefined
      ? undefined
      : { what: `${showName(action.table)}.${repeated.column} is computed from its own value` };
  },
});
