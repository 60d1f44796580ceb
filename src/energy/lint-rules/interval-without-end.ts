import type { Rule } from '../../lint/engine/rule.ts';
import { findingsOfTables } from '../../lint/rule-builders/table-rule.ts';
import { showName } from '../../sql/statement/name.ts';

export const intervalWithoutEnd: Rule = {
  id: 'interval-without-end',
  group: 'types and conventions',
  condition: 'after all migrations, a table has start_ts but no end_ts',
  effect: 'How long a value holds must be guessed from the next row, which may be missing.',
  remedy: 'Give every series both columns: a value holds for start_ts <= t < end_ts.',
  presets: {},
  on: 'chain',
  check: (chain) =>
    findingsOfTables(chain, ({ name, columns, complete }) =>
      complete && columns.has('start_ts') && !columns.has('end_ts')
        ? `${showName(name)} has start_ts but no end_ts`
        : undefined,
    ),
};
