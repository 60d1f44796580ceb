import { nonTransactional } from '../../facts/non-transactional.ts';
import type { Rule } from '../../engine/rule.ts';

export const notInTransaction: Rule = {
  id: 'not-in-transaction',
  group: 'transactions',
  condition: 'a statement that PostgreSQL refuses within a transaction stands in one, or beside other statements',
  effect: 'It fails: a file of several statements is one implicit transaction, even without BEGIN.',
  remedy: 'Give the statement a file of its own, without BEGIN and END.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk ban-concurrent-index-creation-in-transaction', 'Atlas PG103'],
  on: 'file',
  check: ({ statements, transactions }) => {
    const own = statements.filter(({ within }) => within === undefined);
    return own.flatMap((statement) => {
      const what = nonTransactional(statement);
      if (what === undefined || (own.length === 1 && transactions.blockOf(statement) === undefined)) {
        return [];
      }
      const where = transactions.blockOf(statement) === undefined ? 'beside other statements' : 'in a transaction';
      return [{ index: statement.start, what: `${what} stands ${where}` }];
    });
  },
};
