import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const setNotNull: Rule = {
  id: 'set-not-null',
  group: 'locks and rewrites',
  condition: 'SET NOT NULL on a column that no validated CHECK says is not null, and nothing in the file fills',
  effect: 'All rows are read while nobody can read or write the table, and one NULL fails the up.',
  remedy:
    'Fill old rows first; on a large table, validate CHECK (column IS NOT NULL) before, which spares the reading.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  covers: [
    'squawk adding-not-nullable-field',
    'eugene E2',
    'Atlas PG303',
    'Atlas MF104',
    'strong_migrations change_column_null',
  ],
  only: 'up',
  on: 'action',
  kinds: ['alter-column'],
  check: (action, { isNew, schema, file }) => {
    if (action.kind !== 'alter-column' || action.change !== 'set-not-null' || isNew(action.table)) {
      return undefined;
    }
    const { table, column } = action;
    const known = schema.table(table);
    const proved = [...(known?.constraints.values() ?? [])].some(
      ({ kind, condition, unvalidated }) =>
        kind === 'check' &&
        !unvalidated &&
        condition?.columns.includes(column) === true &&
        condition.shape().includes('IS_NOT_NULL'),
    );
    const filled = file.statements.some(({ actions }) =>
      actions.some(
        (each) =>
          (each.kind === 'update' && each.assignments.some((assigned) => assigned.column === column)) ||
          (each.kind === 'delete' && each.table.name === table.name) ||
          (each.kind === 'truncate' && each.table.name === table.name),
      ),
    );
    const { notNull, made, defaultValue } = known?.columns.get(column) ?? {};
    const isOwn = made?.file === file.path && defaultValue !== undefined;
    return proved || filled || notNull === true || isOwn
      ? undefined
      : { index: action.index, what: `${showName(table)}.${column} may hold NULL, and nothing fills it` };
  },
};
