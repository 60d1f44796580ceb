import type { Rule } from '../../engine/rule.ts';

export const dropDatabase: Rule = {
  id: 'drop-database',
  group: 'destruction',
  condition: 'a migration drops a database',
  effect: 'Everything in it is gone, and it is not the database that the version is kept in.',
  remedy: 'Do that by hand, never in a migration.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk ban-drop-database'],
  on: 'action',
  kinds: ['drop'],
  check: (action) =>
    action.kind === 'drop' && action.what === 'database'
      ? { index: action.index, what: `database ${action.name.name} is dropped` }
      : undefined,
};
