import type { Action } from '../../../sql/statement/action.ts';
import { exclusivelyLockedTable } from '../../facts/exclusive-lock.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import { perFile } from '../../facts/per-file.ts';
import type { Rule } from '../../engine/rule.ts';

export const lockWithoutTimeout: Rule = {
  id: 'lock-without-timeout',
  group: 'locks and rewrites',
  condition: 'a table in use is locked whole, and the file sets no lock_timeout before',
  effect: 'While it waits for one long query, every other reader queues behind it.',
  remedy:
    "Write SET LOCAL lock_timeout = '2s'; at the head of the transaction, and run the migration again if it gives up.",
  presets: { strict: 'warning' },
  covers: ['squawk require-lock-timeout', 'eugene E9', 'strong_migrations lock_timeout'],
  only: 'up',
  on: 'action',
  kinds: [
    'add-column',
    'add-constraint',
    'alter-column',
    'alter-table',
    'drop',
    'drop-column',
    'drop-constraint',
    'rename',
    'truncate',
  ],
  check: (action, { file, statement, isNew }) => {
    const table = exclusivelyLockedTable(action);
    return table === undefined || isNew(table) || firstLock(file) !== action || setsBefore(file, statement.start)
      ? undefined
      : { index: action.index, what: `${showName(table)} is locked, for as long as it has to wait` };
  },
};

/** Only the first is told: one setting fixes them all. */
const firstLock = perFile(({ statements }): Action | undefined => {
  const all = statements.flatMap(({ actions }) => actions);
  const made = new Set(all.flatMap((each) => (each.kind === 'create-table' ? [each.table.name] : [])));
  return all.find((action) => {
    const table = exclusivelyLockedTable(action);
    return table !== undefined && !made.has(table.name);
  });
});

function setsBefore({ statements }: LintFile, start: number): boolean {
  return statements.some(
    (each) =>
      each.start < start && each.actions.some((action) => action.kind === 'setting' && action.name === 'lock_timeout'),
  );
}
