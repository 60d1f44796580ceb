import type { Rename } from '../../../sql/statement/action.ts';
import { creates, drops, objectKey } from '../../facts/file-effects.ts';
import { guard } from '../../fixes/guard.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import type { Rule } from '../../engine/rule.ts';

const PARTS = new Set(['column', 'attribute', 'constraint', 'trigger', 'policy', 'rule']);

export const unguardedRename: Rule = {
  id: 'unguarded-rename',
  group: 'idempotency',
  condition: 'something is renamed, or moved to another schema, without a look whether that has been done',
  effect: 'Run a second time, the up fails because nothing has the old name any more.',
  remedy: 'Rename in a DO block, only IF the old name exists; a table drops ALTER TABLE IF EXISTS.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-robust-stmts'],
  only: 'up',
  on: 'action',
  kinds: ['move', 'rename'],
  check: (action, context) => {
    const { file, statement } = context;
    if ((action.kind !== 'rename' && action.kind !== 'move') || statement.conditional) {
      return undefined;
    }
    const isPart = PARTS.has(action.what);
    // IF EXISTS asks for the table, not for its part.
    const isRefilled =
      action.kind === 'rename' &&
      creates(file, objectKey(action.what, action.name)) &&
      !drops(file, objectKey(action.what, { ...action.name, name: action.to }));
    // It is there again when the file has made another of the old name.
    if (action.guarded && !isPart && !isRefilled) {
      return undefined;
    }
    if (action.kind === 'rename' && isSwapped(action, isPart, file)) {
      return undefined;
    }
    const to = action.kind === 'rename' ? action.to : action.schema;
    const from = action.kind === 'rename' && isPart ? `${showName(action.name)}.${action.from}` : showName(action.name);
    const does = action.kind === 'rename' ? 'renamed' : 'moved';
    return {
      index: action.index,
      what: `${action.what} ${from} is ${does} to ${to} without a guard`,
      ...guard(context),
    };
  },
};

/** The file creates the old name again and drops the new one away, so that the next run finds what it needs. */
function isSwapped({ what, name, from, to }: Rename, isPart: boolean, file: LintFile): boolean {
  return isPart
    ? creates(file, objectKey(what, name, from)) && drops(file, objectKey(what, name, to))
    : creates(file, objectKey(what, name)) && drops(file, objectKey(what, { ...name, name: to }));
}
