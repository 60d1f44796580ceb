import { drops, objectKey } from '../../facts/file-effects.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const renamedInUse: Rule = {
  id: 'renamed-in-use',
  group: 'destruction',
  condition: 'the up renames a table, column or schema that this file has not made',
  effect: 'Services that run while the migration does fail on the old name until they are replaced.',
  remedy: 'Leave a view of the old name behind, or change the services so that they take both.',
  presets: { strict: 'warning' },
  covers: [
    'squawk renaming-column',
    'squawk renaming-table',
    'Atlas BC101',
    'Atlas BC102',
    'strong_migrations rename_schema',
  ],
  only: 'up',
  on: 'action',
  kinds: ['rename'],
  check: (action, { isNew, file }) =>
    action.kind !== 'rename' ||
    !['table', 'column', 'schema'].includes(action.what) ||
    isNew(action.name) ||
    (action.what === 'table' && drops(file, objectKey('table', { ...action.name, name: action.to })))
      ? undefined
      : {
          index: action.index,
          what: `${action.what} ${action.what === 'column' ? `${showName(action.name)}.` : ''}${action.from} is renamed to ${action.to}`,
        },
};
