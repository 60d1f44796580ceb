import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const preferBigintKey: Rule = {
  id: 'prefer-bigint-key',
  group: 'types and conventions',
  condition: 'a primary key that counts up is an integer or smallint',
  effect: 'After 2,147,483,647 rows (or 32,767) inserts fail, and to widen it writes the table anew.',
  remedy: 'Take bigint, or a UUID.',
  presets: { recommended: 'warning', strict: 'warning' },
  covers: ['squawk prefer-bigint-over-int', 'squawk prefer-bigint-over-smallint', 'strong_migrations primary_key_type'],
  only: 'up',
  on: 'action',
  kinds: ['create-table'],
  check: (action) => {
    if (action.kind !== 'create-table' || action.temporary) {
      return undefined;
    }
    const key = action.constraints.find(({ kind }) => kind === 'primary key');
    const column = action.columns.find(
      ({ name, type, serial, identity }) =>
        key?.columns.includes(name) === true && (serial || identity) && (type === 'integer' || type === 'smallint'),
    );
    return column && { index: column.index, what: `${showName(action.table)}.${column.name} counts in ${column.type}` };
  },
};
