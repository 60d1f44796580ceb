import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const truncate: Rule = {
  id: 'truncate',
  group: 'destruction',
  condition: 'TRUNCATE deletesFrom a table that this file has not made',
  effect: 'All its rows are gone; no down brings them back.',
  remedy: 'Delete by a condition what this migration is about, or rename the table and make a new one.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'action',
  kinds: ['truncate'],
  check: (action, { isNew }) =>
    action.kind !== 'truncate' || isNew(action.table)
      ? undefined
      : { index: action.index, what: `all rows of ${showName(action.table)} are removed` },
};
