import { showName } from '../../../sql/statement/name.ts';
import { fillsColumn } from '../../facts/file-effects.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const setNotNull = actionRule({
  id: 'set-not-null',
  group: 'locks and rewrites',
  condition:
    'SET NOT NULL is used on a column that has no validated CHECK (… IS NOT NULL), and the file does not fill it',
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
  kinds: ['alter-column'],
  skipNewTables: true,
  check: ({ change, table, column }, { schema, file }) => {
    if (change !== 'set-not-null') {
      return undefined;
    }
    const known = schema.table(table);
    const isChecked = [...(known?.constraints.values() ?? [])].some(
      ({ kind, condition, unvalidated }) =>
        kind === 'check' &&
        !unvalidated &&
        condition?.columns.includes(column) === true &&
        condition.shape().includes('IS_NOT_NULL'),
    );
    const isFilled = fillsColumn(file, table, column);
    const { notNull, origin, defaultValue } = known?.columns.get(column) ?? {};
    const isNewWithDefault = origin?.file === file.path && defaultValue !== undefined;
    return isChecked || isFilled || notNull === true || isNewWithDefault
      ? undefined
      : `${showName(table)}.${column} may contain NULL, and the file does not fill it`;
  },
});
