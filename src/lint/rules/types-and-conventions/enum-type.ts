import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const enumType = actionRule({
  id: 'enum-type',
  group: 'types and conventions',
  condition: 'an enum is created',
  effect: 'Its values can be added and renamed, but not dropped: to revert a new value, a down must recreate the type.',
  remedy: 'Use text with a CHECK, or a table of the values.',
  presets: { strict: 'warning' },
  covers: ['eugene W13'],
  only: 'up',
  kinds: ['create'],
  check: ({ labels, name }) => (labels.length > 0 ? `${showName(name)} is an enum` : undefined),
});
