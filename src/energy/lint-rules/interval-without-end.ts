import type { Rule } from '../../lint/engine/rule.ts';
import { findingsOfTables } from '../../lint/rule-builders/table-rule.ts';
import { showName } from '../../sql/statement/name.ts';
import { seriesStart } from '../lint-facts/series-start.ts';

export const intervalWithoutEnd: Rule = {
  id: 'interval-without-end',
  group: 'types and conventions',
  condition: 'after all migrations, a series has start_ts or timestamp but no end_ts',
  effect: 'How long a value holds must be guessed from the next row, which may be missing.',
  remedy: 'Give every series both columns: a value holds for start_ts <= t < end_ts.',
  presets: {},
  on: 'chain',
  check: (chain) =>
    findingsOfTables(chain, (table) => {
      const start = table.complete && !table.columns.has('end_ts') ? seriesStart(table) : undefined;
      return start === undefined ? undefined : `${showName(table.name)} has ${start} but no end_ts`;
    }),
};
