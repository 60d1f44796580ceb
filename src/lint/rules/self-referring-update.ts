import type { Expression } from '../actions/expression.ts';
import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

/** Functions that give another value when they are applied to their own. */
const ADDS_UP = new Set([
  'array_append',
  'array_prepend',
  'array_cat',
  'concat',
  'concat_ws',
  'lpad',
  'repeat',
  'reverse',
]);

export const selfReferringUpdate: Rule = {
  id: 'self-referring-update',
  group: 'idempotency',
  condition: 'UPDATE computes a column from its own value, and its WHERE does not ask for that column',
  effect: 'Each run changes the rows once more: what was multiplied is multiplied again.',
  remedy: 'Let WHERE find only the rows that are still to be changed, or write to a new column.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  of: ['update'],
  check: (action, { statement }) => {
    if (action.kind !== 'update' || statement.conditional) {
      return undefined;
    }
    const again = action.assignments.find(
      ({ column, value }) =>
        value.columns.includes(column) && addsUp(value) && action.where?.columns.includes(column) !== true,
    );
    return again && { index: action.index, what: `${showName(action.table)}.${again.column} is computed from itself` };
  },
};

/** JSON that is merged with an object, or has a key taken away, is the same after the second time. */
function addsUp({ operators, functions, shape }: Expression): boolean {
  const isJson = /"sval":"(?:jsonb?|\s*\{)/.test(shape()) || functions.some((name) => name.startsWith('json'));
  return (
    functions.some((name) => ADDS_UP.has(name)) ||
    operators.some((operator) => ['+', '*', '/', '%', '^'].includes(operator)) ||
    (operators.includes('-') && !/"A_Const":\{"sval"/.test(shape())) ||
    (operators.includes('||') && !isJson)
  );
}
