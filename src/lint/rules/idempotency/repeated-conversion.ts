import { showName } from '../../../sql/statement/name.ts';
import { changesEachRun } from '../../facts/changes-each-run.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';

export const repeatedConversion = rerunRule({
  id: 'repeated-conversion',
  condition: 'ALTER COLUMN … TYPE … USING computes the new value from the old one',
  effect: 'A second run of the up fails on the new type, or converts the values again.',
  remedy: 'Convert in a DO block, only IF the column still has the old type.',
  kinds: ['alter-column'],
  check: ({ change, using, column, table }) =>
    change === 'type' &&
    using?.columns.includes(column) === true &&
    (using.functions.length > 0 || using.operators.includes('-') || changesEachRun(using))
      ? { what: `each run converts ${showName(table)}.${column} again` }
      : undefined,
});
