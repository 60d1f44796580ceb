import { creates, objectKey } from '../../facts/file-effects.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const dropColumn: Rule = {
  id: 'drop-column',
  group: 'destruction',
  condition: 'the up drops a column that this file has not made',
  effect: 'Its values are gone, no down brings them back, and services that still name it fail.',
  remedy: 'Rename it, and drop it in a later migration when nobody has missed it.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-drop-column', 'Atlas DS103'],
  only: 'up',
  on: 'action',
  kinds: ['drop-column'],
  check: (action, { isNew, file }) =>
    action.kind !== 'drop-column' ||
    isNew(action.table) ||
    creates(file, objectKey('column', action.table, action.column))
      ? undefined
      : {
          index: action.index,
          what: `column ${showName(action.table)}.${action.column} is dropped with all its values`,
        },
};
