import type { Action, AddColumn } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { LintFile } from '../../engine/parse-file.ts';
import type { RuleFinding, Rule } from '../../engine/rule.ts';

export const missingComment: Rule = {
  id: 'missing-comment',
  group: 'types and conventions',
  condition: 'a table or column is made without COMMENT ON, which tells what it is and its unit',
  effect: 'Whether a number is kW or kWh, pence or pounds is known only to who wrote it.',
  remedy: 'Write COMMENT ON in the same migration, with the unit.',
  presets: { elementaldb: 'warning' },
  only: 'up',
  on: 'file',
  check: (file) => {
    if (!file.statements.some(({ actions }) => actions.some(({ kind }) => MAKES.has(kind)))) {
      return [];
    }
    const told = commented(file);
    return file.statements.flatMap(({ actions }) => {
      const added = actions.filter(
        (action): action is AddColumn =>
          action.kind === 'add-column' && !told.has(`${action.table.name}.${action.column.name}`),
      );
      const [first] = added;
      const more = added.length > 1 ? ` (and ${added.length - 1} more)` : '';
      const columns =
        first === undefined
          ? []
          : [
              {
                index: first.index,
                what: `column ${showName(first.table)}.${first.column.name} has no comment${more}`,
              },
            ];
      return [...columns, ...actions.flatMap((action) => tableFault(action, told))];
    });
  },
};

const MAKES = new Set<Action['kind']>(['add-column', 'create-table']);

function tableFault(action: Action, told: ReadonlySet<string>): RuleFinding[] {
  if (action.kind !== 'create-table' || action.temporary || action.partitionOf !== undefined) {
    return [];
  }
  const { table, columns } = action;
  const unknownDefinition = columns.filter(({ name }) => !told.has(`${table.name}.${name}`)).map(({ name }) => name);
  const parts = [
    ...(told.has(table.name) ? [] : ['the table']),
    ...(unknownDefinition.length === 0
      ? []
      : [unknownDefinition.length > 3 ? `${unknownDefinition.length} columns` : unknownDefinition.join(', ')]),
  ];
  const verb = unknownDefinition.length + (told.has(table.name) ? 0 : 1) === 1 ? 'has' : 'have';
  return parts.length === 0
    ? []
    : [{ index: action.index, what: `of ${showName(table)}, ${parts.join(' and ')} ${verb} no comment` }];
}

/** The last parts of the names of what has a comment. */
function commented({ statements }: LintFile): Set<string> {
  return new Set(
    statements.flatMap(({ actions }) =>
      actions.flatMap((action) =>
        action.kind === 'comment' && (action.what === 'table' || action.what === 'column')
          ? [action.path.slice(action.what === 'table' ? -1 : -2).join('.')]
          : [],
      ),
    ),
  );
}
