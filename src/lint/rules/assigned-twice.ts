import type { Rule } from '../rule.ts';

export const assignedTwice: Rule = {
  id: 'assigned-twice',
  group: 'types and conventions',
  condition: 'UPDATE assigns a column twice',
  effect: 'PostgreSQL refuses: "multiple assignments to same column".',
  remedy: 'Keep one of the two.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk ban-duplicate-column-assignments'],
  on: 'action',
  check: (action) => {
    if (action.kind !== 'update') {
      return undefined;
    }
    const names = action.assignments.map(({ column, value }) => ({
      column,
      isPart: value.shape.includes('indirection'),
    }));
    const twice = names.find(({ column }, i) => names.findIndex((each) => each.column === column) !== i);
    return twice === undefined || twice.isPart
      ? undefined
      : { index: action.index, what: `${twice.column} is assigned twice` };
  },
};
