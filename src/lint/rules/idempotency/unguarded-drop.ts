import type { Action } from '../../../sql/statement/action.ts';
import { creates, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const unguardedDrop: Rule = {
  id: 'unguarded-drop',
  group: 'idempotency',
  condition: 'DROP has no IF EXISTS, and the file does not make the objectKey',
  effect: 'Run a second time, the up fails because it is gone already.',
  remedy: 'Write IF EXISTS.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  kinds: ['drop', 'drop-column', 'drop-constraint', 'domain-constraint'],
  check: (action, context) => {
    const dropped = droppedBy(action);
    return dropped === undefined || context.statement.conditional || creates(context.file, dropped.key)
      ? undefined
      : { index: action.index, what: `${dropped.text} is dropped without a guard`, ...guard(context) };
  },
};

function droppedBy(action: Action): { key: string; text: string } | undefined {
  if (action.kind === 'drop' && !action.guarded) {
    const { what, name, on } = action;
    return {
      key: on === undefined ? objectKey(what, name) : objectKey(what, on, name.name),
      text: `${what} ${showName(name)}`,
    };
  }
  if (action.kind === 'drop-column' && !action.guarded) {
    const { table, column } = action;
    return { key: objectKey('column', table, column), text: `column ${showName(table)}.${column}` };
  }
  if (action.kind === 'drop-constraint' && !action.guarded) {
    const { table, name } = action;
    return { key: objectKey('constraint', table, name), text: `constraint ${name} of ${showName(table)}` };
  }
  if (action.kind === 'domain-constraint' && action.does === 'drop' && !action.guarded) {
    const { domain, name = '' } = action;
    return { key: objectKey('domain constraint', domain, name), text: `constraint ${name} of ${showName(domain)}` };
  }
  return undefined;
}
