import type { Action } from '../../../sql/statement/action.ts';
import { showName, type Name } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/lint-file.ts';
import { exclusivelyLockedTable } from '../../facts/exclusive-lock.ts';
import { actionsIn } from '../../facts/file-effects.ts';
import { perFile } from '../../facts/per-file.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const lockWithoutTimeout = actionRule({
  id: 'lock-without-timeout',
  group: 'locks and rewrites',
  condition: 'a statement takes an exclusive lock on a table in use, and the file sets no lock_timeout before it',
  effect: 'While it waits for one long query, all other readers of the table wait behind it.',
  remedy:
    "Write SET LOCAL lock_timeout = '2s'; at the start of the transaction, and run the migration again if it fails.",
  presets: { strict: 'warning' },
  covers: ['squawk require-lock-timeout', 'eugene E9', 'strong_migrations lock_timeout'],
  only: 'up',
  kinds: [
    'add-column',
    'add-constraint',
    'alter-column',
    'alter-table',
    'create',
    'create-table',
    'drop',
    'drop-column',
    'drop-constraint',
    'maintain',
    'move',
    'other-change',
    'rename',
    'truncate',
  ],
  check: (action, { file, schema, statement, isNew }) => {
    const table = exclusivelyLockedTable(action, schema);
    const setsTimeout = (): boolean =>
      file.statements.some(
        ({ start, actions }) =>
          start < statement.start && actions.some((each) => each.kind === 'setting' && each.name === 'lock_timeout'),
      );
    return table === undefined || isNew(table) || !isFirstLock(action, table, file) || setsTimeout()
      ? undefined
      : `${showName(table)} is locked without lock_timeout`;
  },
});

/** One setting is enough for the file, so only the first lock is reported. Actions are checked in their order. */
function isFirstLock(action: Action, { name }: Name, file: LintFile): boolean {
  const first = firstLock(file);
  if (!createdTables(file).has(name)) {
    first.action ??= action;
  }
  return first.action === action;
}

const firstLock = perFile((): { action?: Action } => ({}));

const createdTables = perFile(
  (file) => new Set(actionsIn(file).flatMap((each) => (each.kind === 'create-table' ? [each.table.name] : []))),
);
