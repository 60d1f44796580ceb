import type { Action, AddColumn } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/lint-file.ts';
import type { Rule, RuleFinding } from '../../engine/rule.ts';
import { actionsIn } from '../../facts/file-effects.ts';

export const missingComment: Rule = {
  id: 'missing-comment',
  group: 'types and conventions',
  condition: 'a table or column is created without COMMENT ON, which says what it is and in which unit',
  effect: 'Only the author knows whether a number is kW or kWh, pence or pounds.',
  remedy: 'Write COMMENT ON in the same migration, with the unit.',
  presets: {},
  only: 'up',
  on: 'file',
  check: (file) => {
    if (!actionsIn(file).some(({ kind }) => kind === 'add-column' || kind === 'create-table')) {
      return [];
    }
    const commented = commentedNames(file);
    return file.statements.flatMap(({ actions }) => [
      ...columnFinding(actions, commented),
      ...actions.flatMap((action) => tableFinding(action, commented)),
    ]);
  },
};

function columnFinding(actions: readonly Action[], commented: ReadonlySet<string>): RuleFinding[] {
  const [first, ...more] = actions.filter(
    (action): action is AddColumn =>
      action.kind === 'add-column' && !commented.has(`${action.table.name}.${action.column.name}`),
  );
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return first === undefined
    ? []
    : [{ index: first.index, what: `column ${showName(first.table)}.${first.column.name} has no comment${others}` }];
}

function tableFinding(action: Action, commented: ReadonlySet<string>): RuleFinding[] {
  if (action.kind !== 'create-table' || action.temporary || action.partitionOf !== undefined) {
    return [];
  }
  const { table, columns, index } = action;
  const missing = columns.filter(({ name }) => !commented.has(`${table.name}.${name}`)).map(({ name }) => name);
  const ofColumns =
    missing.length === 0 ? [] : [missing.length > 3 ? `${missing.length} columns` : `column ${missing.join(', ')}`];
  const parts = [...(commented.has(table.name) ? [] : ['the table']), ...ofColumns];
  return parts.length === 0 ? [] : [{ index, what: `${showName(table)}: no comment on ${parts.join(' and ')}` }];
}

/** `table` and `table.column` of what has a comment. */
function commentedNames(file: LintFile): Set<string> {
  return new Set(
    actionsIn(file).flatMap((action) =>
      action.kind === 'comment' && (action.what === 'table' || action.what === 'column')
        ? [action.path.slice(action.what === 'table' ? -1 : -2).join('.')]
        : [],
    ),
  );
}
