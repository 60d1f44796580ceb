import type { Rule } from '../../engine/rule.ts';

export const assignedTwice: Rule = {
  id: 'assigned-twice',
  group: 'types and conventions',
  condition: 'UPDATE assigns a column twice',
  effect: 'PostgreSQL refuses: "multiple assignments to same column".',
  remedy: 'Keep one of the two.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk ban-duplicate-column-assignments'],
  on: 'action',
  kinds: ['update'],
  check: (action) => {
    if (action.kind !== 'update') {
      return undefined;
    }
    const whole = action.assignments.filter(({ isPart }) => !isPart).map(({ column }) => column);
    const twice = whole.find((column, i) => whole.indexOf(column) !== i);
    return twice === undefined ? undefined : { index: action.index, what: `${twice} is assigned twice` };
  },
};
