import { tablesAtEnd } from '../../lint/rule-builders/table-rule.ts';
import { showName } from '../../sql/statement/name.ts';
import type { Rule } from '../../lint/engine/rule.ts';

export const intervalWithoutEnd: Rule = {
  id: 'interval-without-end',
  group: 'types and conventions',
  condition: 'at the end of the chain a table has start_ts without end_ts',
  effect: 'How long a value holds has to be guessed from the next row, which may be missing.',
  remedy: 'Give every series both, half-open: start_ts <= t < end_ts.',
  presets: { elementaldb: 'error' },
  on: 'chain',
  check: (chain) =>
    tablesAtEnd(chain, ({ name, columns, complete }) =>
      complete && columns.has('start_ts') && !columns.has('end_ts')
        ? `${showName(name)} has start_ts and no end_ts`
        : undefined,
    ),
};
