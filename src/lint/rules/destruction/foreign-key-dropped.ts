import { creates, objectKey } from '../../facts/file-effects.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const foreignKeyDropped: Rule = {
  id: 'foreign-key-dropped',
  group: 'destruction',
  condition: 'the up drops a foreign key and creates none of that name',
  effect: 'Rows that refer to nothing can be written from now on, and then the down fails.',
  remedy: 'Keep it, or say in a comment what guards the references from now on.',
  presets: { strict: 'warning' },
  covers: ['Atlas CD101'],
  only: 'up',
  on: 'action',
  kinds: ['drop-constraint'],
  check: (action, { schema, file }) =>
    action.kind === 'drop-constraint' &&
    schema.table(action.table)?.constraints.get(action.name)?.kind === 'foreign key' &&
    !creates(file, objectKey('constraint', action.table, action.name))
      ? { index: action.index, what: `foreign key ${action.name} of ${showName(action.table)} is dropped` }
      : undefined,
};
