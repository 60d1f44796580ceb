import { showName } from '../../../sql/statement/name.ts';
import { creates } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';
import { partKey } from '../../state/object-key.ts';

export const foreignKeyDropped = actionRule({
  id: 'foreign-key-dropped',
  group: 'destruction',
  condition: 'the up drops a foreign key and creates none with this name',
  effect: 'Rows may now refer to missing rows, and then the down fails.',
  remedy: 'Keep it, or explain in a comment what protects the references instead.',
  presets: { strict: 'warning' },
  covers: ['Atlas CD101'],
  only: 'up',
  kinds: ['drop-constraint'],
  check: ({ table, name }, { schema, file }) =>
    schema.table(table)?.constraints.get(name)?.kind === 'foreign key' &&
    !creates(file, partKey('constraint', table, name))
      ? `foreign key ${name} of ${showName(table)} is dropped`
      : undefined,
});
