import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const preferBigintKey = actionRule({
  id: 'prefer-bigint-key',
  group: 'types and conventions',
  condition: 'a serial or identity primary key is an integer or smallint',
  effect: 'Inserts fail after 2,147,483,647 rows (or 32,767), and a larger type rewrites the table.',
  remedy: 'Use bigint or a UUID.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk prefer-bigint-over-int', 'squawk prefer-bigint-over-smallint', 'strong_migrations primary_key_type'],
  only: 'up',
  kinds: ['create-table'],
  check: ({ table, columns, constraints, temporary }) => {
    const key = temporary ? undefined : constraints.find(({ kind }) => kind === 'primary key');
    const column = columns.find(
      ({ name, type, serial, identity }) =>
        key?.columns.includes(name) === true && (serial || identity) && (type === 'integer' || type === 'smallint'),
    );
    return column && { index: column.index, what: `${showName(table)}.${column.name} is only ${column.type}` };
  },
});
