import type { AddColumn } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import { actionsIn, creates } from '../../facts/file-effects.ts';
import { perFile } from '../../facts/per-file.ts';
import { objectKey } from '../../state/object-key.ts';

export const nullableColumnWithoutDefault: Rule = {
  id: 'nullable-column-without-default',
  group: 'new columns',
  condition: 'a nullable column is added without a default, and no comment in the file says what NULL means',
  effect: 'Existing rows have NULL, and readers must guess whether it means unknown, none or not filled yet.',
  remedy: 'Give it a default, fill existing rows, or write COMMENT ON COLUMN that says what NULL means.',
  presets: { strict: 'warning' },
  only: 'up',
  on: 'statement',
  kinds: ['add-column'],
  check: ({ actions }, { isNew, file }) => {
    const [first, ...more] = actions.filter(
      (action): action is AddColumn =>
        action.kind === 'add-column' &&
        canHoldNull(action) &&
        !isNew(action.table) &&
        // ALTER TYPE adds attributes in the same way.
        !creates(file, objectKey('type', action.table)) &&
        !explainedColumns(file).has(action.column.name),
    );
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return (
      first && {
        index: first.index,
        what: `no comment says what NULL in ${showName(first.table)}.${first.column.name} means${others}`,
      }
    );
  },
};

function canHoldNull({ column: { notNull, defaultValue, identity, generated } }: AddColumn): boolean {
  return !notNull && defaultValue === undefined && !identity && generated === undefined;
}

/** The columns that the file fills, or whose NULL a comment explains. */
const explainedColumns = perFile(
  (file) =>
    new Set(
      actionsIn(file).flatMap((action) =>
        action.kind === 'update'
          ? action.assignments.map(({ column }) => column)
          : action.kind === 'comment' && /\bnull\b/i.test(action.text ?? '')
            ? [action.path.at(-1) ?? '']
            : [],
      ),
    ),
);
