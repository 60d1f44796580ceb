import { creates, objectKey } from '../../facts/file-effects.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const dropTable: Rule = {
  id: 'drop-table',
  group: 'destruction',
  condition: 'the up drops a table or schema that this file has not made',
  effect: 'Its rows are gone; no down brings them back.',
  remedy: 'Rename it, and drop it in a later migration when nobody has missed it.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: ['squawk ban-drop-table', 'Atlas DS101', 'Atlas DS102'],
  only: 'up',
  on: 'action',
  kinds: ['drop'],
  check: (action, { isNew, file, schema }) =>
    action.kind !== 'drop' ||
    (action.what !== 'table' && action.what !== 'schema') ||
    isNew(action.name) ||
    schema.table(action.name)?.temporary === true ||
    creates(file, objectKey(action.what, action.name))
      ? undefined
      : { index: action.index, what: `${action.what} ${showName(action.name)} is dropped with all its rows` },
};
