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
    const keyOf = (own: string): string =>
      isPart ? partKey(what, name, own) : objectKey(what, own === from ? name : { ...name, name: own });
    const isMadeAgain = creates(file, keyOf(from));
    // If it also drops the new name, the second run finds what it needs.
    if (isMadeAgain && drops(file, keyOf(to))) {
      return undefined;
    }
    const shown = `${what} ${showName(name)}${isPart ? `.${from}` : ''} is renamed to ${to}`;
    if (isMadeAgain) {
      return {
        what: `${shown}, and the file creates ${from} again`,
        fix: `Rename in a DO block, only IF there is no ${to} yet: a second run finds the new ${from}, so IF EXISTS guards nothing.`,
      };
    }
    // IF EXISTS checks the table, not a part of it.
    return guarded && !isPart ? undefined : `${shown} without a guard`;
  },
});
