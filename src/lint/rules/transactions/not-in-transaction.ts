import type { Rule } from '../../engine/rule.ts';
import { nonTransactional } from '../../facts/non-transactional.ts';

export const notInTransaction: Rule = {
  id: 'not-in-transaction',
  group: 'transactions',
  condition: 'a statement that cannot run in a transaction is in one, or in a file with other statements',
  effect: 'It fails: a file with several statements is one implicit transaction, even without BEGIN.',
  remedy: 'Put the statement into a separate file, without BEGIN and END.',
  presets: { recommended: 'error', strict: 'error' },
  covers: ['squawk ban-concurrent-index-creation-in-transaction', 'Atlas PG103'],
  on: 'file',
  check: ({ statements, transactions }) => {
    const topLevel = statements.filter(({ within }) => within === undefined);
    return topLevel.flatMap((statement) => {
      const what = nonTransactional(statement);
      const inBlock = transactions.blockOf(statement) !== undefined;
      return what !== undefined && (inBlock || topLevel.length > 1)
        ? [{ index: statement.start, what: `${what} is ${inBlock ? 'in a transaction' : 'beside other statements'}` }]
        : [];
    });
  },
};
