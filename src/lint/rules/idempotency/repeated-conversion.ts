import { changesEachRun } from '../../facts/changes-each-run.ts';
import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const repeatedConversion: Rule = {
  id: 'repeated-conversion',
  group: 'idempotency',
  condition: 'ALTER COLUMN … TYPE … USING computes the new value from the old one',
  effect: 'Run a second time, it fails on the new type, or converts the values once more.',
  remedy: 'Convert in a DO block, only IF the column still has the old type.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  kinds: ['alter-column'],
  check: (action, { statement }) => {
    if (action.kind !== 'alter-column' || action.change !== 'type' || statement.conditional) {
      return undefined;
    }
    const { using, column, table } = action;
    const computes =
      using !== undefined &&
      using.columns.includes(column) &&
      (using.functions.length > 0 || using.operators.includes('-') || changesEachRun(using));
    return computes
      ? { index: action.index, what: `${showName(table)}.${column} is converted again by each run` }
      : undefined;
  },
};
