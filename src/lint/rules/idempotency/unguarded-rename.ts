import { showName } from '../../../sql/statement/name.ts';
import { creates, drops } from '../../facts/file-effects.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

const PARTS = new Set(['column', 'attribute', 'constraint', 'trigger', 'policy', 'rule']);

export const unguardedRename = rerunRule({
  id: 'unguarded-rename',
  condition: 'something is renamed or moved to another schema without a guard',
  effect: 'A second run of the up fails because nothing has the old name.',
  remedy: 'Rename in a DO block, only IF the old name exists; for a table, write ALTER TABLE IF EXISTS.',
  covers: ['squawk prefer-robust-stmts'],
  kinds: ['move', 'rename'],
  check: (action, { file }) => {
    const { what, name, guarded } = action;
    if (action.kind === 'move') {
      return guarded && !PARTS.has(what)
        ? undefined
        : `${what} ${showName(name)} is moved to ${action.schema} without a guard`;
    }
    const { from, to } = action;
    const isPart = PARTS.has(what);
    const newKey = objectKey(what, { ...name, name: to });
    // If the file creates another object of the old name, the second run finds that one.
    const isReplaced = creates(file, objectKey(what, name)) && !drops(file, newKey);
    // If it also drops the new name, the second run finds what it needs.
    const isSwapped = isPart
      ? creates(file, partKey(what, name, from)) && drops(file, partKey(what, name, to))
      : creates(file, objectKey(what, name)) && drops(file, newKey);
    // IF EXISTS checks the table, not a part of it.
    return isSwapped || (guarded && !isPart && !isReplaced)
      ? undefined
      : `${what} ${showName(name)}${isPart ? `.${from}` : ''} is renamed to ${to} without a guard`;
  },
});
