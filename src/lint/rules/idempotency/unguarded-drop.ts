import type { Action } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import { creates } from '../../facts/file-effects.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey, partKey } from '../../state/object-key.ts';

export const unguardedDrop = rerunRule({
  id: 'unguarded-drop',
  condition: 'DROP has no IF EXISTS, and the file does not create the object',
  effect: 'A second run of the up fails because the object is gone.',
  remedy: 'Write IF EXISTS.',
  covers: ['squawk prefer-robust-stmts'],
  kinds: ['drop', 'drop-column', 'drop-constraint', 'domain-constraint'],
  check: (action, { file }) => {
    const dropped = action.guarded ? undefined : droppedBy(action);
    return dropped === undefined || creates(file, dropped.key)
      ? undefined
      : `${dropped.text} is dropped without a guard`;
  },
});

function droppedBy(action: Action): { key: string; text: string } | undefined {
  switch (action.kind) {
    case 'drop': {
      const { what, name, on } = action;
      return { key: objectKey(what, name, on), text: `${what} ${showName(name)}` };
    }
    case 'drop-column': {
      const { table, column } = action;
      return { key: partKey('column', table, column), text: `column ${showName(table)}.${column}` };
    }
    case 'drop-constraint': {
      const { table, name } = action;
      return { key: partKey('constraint', table, name), text: `constraint ${name} of ${showName(table)}` };
    }
    case 'domain-constraint': {
      const { does, domain, name = '' } = action;
      const key = partKey('domain constraint', domain, name);
      return does === 'drop' ? { key, text: `constraint ${name} of ${showName(domain)}` } : undefined;
    }
    default: {
      return undefined;
    }
  }
}
