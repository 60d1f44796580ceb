import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const enumType: Rule = {
  id: 'enum-type',
  group: 'types and conventions',
  condition: 'an enum is made',
  effect: 'A value can be added and renamed, never taken away: a down that undoes one has to make the whole type anew.',
  remedy: 'Take text with a CHECK, or a table of the values.',
  presets: { strict: 'warning' },
  covers: ['eugene W13'],
  only: 'up',
  on: 'action',
  kinds: ['create'],
  check: (action) =>
    action.kind === 'create' && action.labels.length > 0
      ? { index: action.index, what: `${showName(action.name)} is an enum` }
      : undefined,
};
