import type { AddColumn } from '../../../sql/statement/action.ts';
import { creates, objectKey } from '../../facts/file-effects.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import { perFile } from '../../facts/per-file.ts';
import type { Rule } from '../../engine/rule.ts';

export const nullableColumnWithoutDefault: Rule = {
  id: 'nullable-column-without-default',
  group: 'new columns',
  condition: 'a nullable column without default is added, and no comment in the file says what NULL means',
  effect: 'Old rows hold NULL, and whoever reads them has to guess whether that is unknown, none or not yet filled.',
  remedy: 'Give it a default, fill old rows, or write COMMENT ON COLUMN that says what NULL means.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  only: 'up',
  on: 'statement',
  kinds: ['add-column'],
  check: ({ actions }, { isNew, file }) => {
    const unknownDefinition = actions.filter(
      (action): action is AddColumn =>
        action.kind === 'add-column' &&
        !isNew(action.table) &&
        // ALTER TYPE adds attributes in the same way.
        !creates(file, objectKey('type', action.table)) &&
        !isTold(action, file),
    );
    const [first] = unknownDefinition;
    const more = unknownDefinition.length > 1 ? ` (and ${unknownDefinition.length - 1} more)` : '';
    return (
      first && {
        index: first.index,
        what: `nothing says what NULL in ${showName(first.table)}.${first.column.name} means${more}`,
      }
    );
  },
};

function isTold({ column: { name, notNull, defaultValue, identity, stored } }: AddColumn, file: LintFile): boolean {
  return notNull || defaultValue !== undefined || identity || stored || toldIn(file).has(name);
}

/** The columns that the file fills, or whose NULL a comment explains. */
const toldIn = perFile(({ statements }) => {
  const told = new Set<string>();
  for (const action of statements.flatMap(({ actions }) => actions)) {
    if (action.kind === 'update') {
      action.assignments.forEach(({ column }) => told.add(column));
    } else if (action.kind === 'comment' && /\bnull\b/i.test(action.text ?? '')) {
      told.add(action.path.at(-1) ?? '');
    }
  }
  return told;
});
