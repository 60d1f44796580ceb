import { textOf } from '../../../sql/lazy-text.ts';
import type { AddConstraint, AlterColumn } from '../../../sql/statement/action.ts';
import { showName } from '../../../sql/statement/name.ts';
import { fillsColumn } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const setNotNull = actionRule({
  id: 'set-not-null',
  group: 'locks and rewrites',
  condition:
    'SET NOT NULL or ADD CONSTRAINT … NOT NULL is used on a column that has no validated CHECK (… IS NOT NULL), and the file does not fill it; or a NOT NULL virtual generated column is added',
  effect: 'PostgreSQL reads all rows under a lock that blocks reads and writes, and one NULL fails the up.',
  remedy:
    'Fill existing rows first; on a large table, validate CHECK (column IS NOT NULL) before, so that no rows are read.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: [
    'squawk adding-not-nullable-field',
    'eugene E2',
    'Atlas PG303',
    'Atlas MF104',
    'strong_migrations change_column_null',
  ],
  only: 'up',
  kinds: ['alter-column', 'add-constraint', 'add-column'],
  skipNewTables: true,
  check: (action, { schema, file }) => {
    const { table } = action;
    if (action.kind === 'add-column') {
      const { name, notNull, generated } = action.column;
      return notNull && generated?.stored === false
        ? { what: `${showName(table)}.${name} is computed for every row, and may be NULL`, fix: VIRTUAL }
        : undefined;
    }
    const column = columnOf(action);
    if (column === undefined) {
      return undefined;
    }
    const known = schema.table(table);
    const constraints = [...(known?.constraints.values() ?? [])];
    const isChecked = constraints.some(
      ({ kind, condition, unvalidated }) =>
        kind === 'check' &&
        !unvalidated &&
        condition?.columns.includes(column) === true &&
        textOf(condition.shape).includes('IS_NOT_NULL'),
    );
    const isFilled = fillsColumn(file, table, column);
    const { notNull, origin, defaultValue } = known?.columns.get(column) ?? {};
    const isNewWithDefault = origin?.file === file.path && defaultValue !== undefined;
    // SET NOT NULL validates a NOT NULL that was added NOT VALID.
    const isUnvalidated = constraints.some(
      ({ kind, columns, unvalidated }) => kind === 'not null' && unvalidated && columns.includes(column),
    );
    return isChecked || isFilled || (notNull === true && !isUnvalidated) || isNewWithDefault
      ? undefined
      : {
          what: `${showName(table)}.${column} may contain NULL, and the file does not fill it`,
          ...(action.kind === 'add-constraint' ? { fix: NOT_VALID } : {}),
        };
  },
});

const VIRTUAL = 'Add the column without NOT NULL, add that NOT VALID, and VALIDATE CONSTRAINT in the next migration.';
const NOT_VALID = 'Fill existing rows, add it NOT VALID, and VALIDATE CONSTRAINT in the next migration.';

/** The column that becomes NOT NULL, its rows checked. */
function columnOf(action: AlterColumn | AddConstraint): string | undefined {
  if (action.kind === 'alter-column') {
    return action.change === 'set-not-null' ? action.column : undefined;
  }
  const { kind, unvalidated, columns } = action.constraint;
  return kind === 'not null' && !unvalidated ? columns[0] : undefined;
}
