import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const deleteAll: Rule = {
  id: 'delete-all',
  group: 'destruction',
  condition: 'DELETE has no WHERE, and this file has not made the table',
  effect: 'All rows are gone; no down brings them back.',
  remedy: 'Say in WHERE which rows this migration is about.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'action',
  kinds: ['delete'],
  check: (action, { isNew }) =>
    action.kind !== 'delete' || action.where !== undefined || isNew(action.table)
      ? undefined
      : { index: action.index, what: `all rows of ${showName(action.table)} are removed` },
};
