import { showName } from '../../../sql/statement/name.ts';
import { creates } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import { partKey } from '../../state/object-key.ts';

export const dropColumn = actionRule({
  id: 'drop-column',
  group: 'destruction',
  condition: 'the up drops a column that the file does not create',
  effect: 'Its values are lost, no down can restore them, and services that still use the column fail.',
  remedy: 'Rename it now, and drop it in a later migration when nothing uses it.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-drop-column', 'Atlas DS103'],
  only: 'up',
  kinds: ['drop-column'],
  skipNewTables: true,
  check: ({ table, column }, { file }) =>
    creates(file, partKey('column', table, column))
      ? undefined
      : `column ${showName(table)}.${column} is dropped with all its values`,
});
