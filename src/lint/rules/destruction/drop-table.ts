import { showName } from '../../../sql/statement/name.ts';
import { creates } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import { objectKey } from '../../state/object-key.ts';

export const dropTable = actionRule({
  id: 'drop-table',
  group: 'destruction',
  condition: 'the up drops a table or schema that the file does not create',
  effect: 'Its rows are lost, and no down can restore them.',
  remedy: 'Rename it now, and drop it in a later migration when nothing uses it.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-drop-table', 'Atlas DS101', 'Atlas DS102'],
  only: 'up',
  kinds: ['drop'],
  check: ({ what, name }, { isNew, file, schema }) =>
    (what !== 'table' && what !== 'schema') ||
    isNew(name) ||
    schema.table(name)?.temporary === true ||
    creates(file, objectKey(what, name))
      ? undefined
      : `${what} ${showName(name)} is dropped with all its rows`,
});
