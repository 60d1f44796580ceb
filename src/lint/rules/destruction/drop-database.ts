import { actionRule } from '../../rule-builders/action-rule.ts';

export const dropDatabase = actionRule({
  id: 'drop-database',
  group: 'destruction',
  condition: 'a migration drops a database',
  effect: 'Everything in it is lost. It is another database than the one that stores the version.',
  remedy: 'Drop databases by hand, never in a migration.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk ban-drop-database'],
  kinds: ['drop'],
  check: ({ what, name }) => (what === 'database' ? `database ${name.name} is dropped` : undefined),
});
