import { actionRule } from '../../rule-builders/action-rule.ts';

export const assignedTwice = actionRule({
  id: 'assigned-twice',
  group: 'types and conventions',
  condition: 'UPDATE assigns a column twice',
  effect: 'PostgreSQL rejects it: "multiple assignments to same column".',
  remedy: 'Keep one of the two.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk ban-duplicate-column-assignments'],
  kinds: ['update'],
  check: ({ assignments }) => {
    const columns = assignments.filter(({ isPart }) => !isPart).map(({ column }) => column);
    const repeated = columns.find((column, i) => columns.indexOf(column) !== i);
    return repeated && `${repeated} is assigned twice`;
  },
});
