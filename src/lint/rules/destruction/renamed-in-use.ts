import { showName } from '../../../sql/statement/name.ts';
import { drops } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import { objectKey } from '../../state/object-key.ts';

export const renamedInUse = actionRule({
  id: 'renamed-in-use',
  group: 'destruction',
  condition: 'the up renames a table, column or schema that the file does not create',
  effect: 'Services that run during the migration fail on the old name until they are updated.',
  remedy: 'Decide how services find the new name: by a view with the old name, or by accepting both names first.',
  presets: { strict: 'warning' },
  covers: [
    'squawk renaming-column',
    'squawk renaming-table',
    'Atlas BC101',
    'Atlas BC102',
    'strong_migrations rename_schema',
  ],
  only: 'up',
  kinds: ['rename'],
  check: ({ what, name, from, to }, { isNew, file }) =>
    !['table', 'column', 'schema'].includes(what) ||
    isNew(name) ||
    (what === 'table' && drops(file, objectKey('table', { ...name, name: to })))
      ? undefined
      : `${what} ${what === 'column' ? `${showName(name)}.` : ''}${from} is renamed to ${to}`,
});
