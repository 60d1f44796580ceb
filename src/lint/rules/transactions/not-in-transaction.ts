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
  check: ({ statements, transactions, mode, withoutTransaction }) => {
    const topLevel = statements.filter(({ within }) => within === undefined);
    return topLevel.flatMap((statement) => {
      const what = nonTransactional(statement);
      const block = transactions.blockOf(statement);
      const inBlock = block !== undefined && transactions.blocks.includes(block);
      const isBesideOthers = mode === 'whole' ? topLevel.length > 1 : block !== undefined && block.begin !== block.end;
      const where =
        inBlock || mode === 'transaction' ? 'in a transaction' : isBesideOthers ? 'beside other statements' : undefined;
      const advice = mode === 'transaction' && withoutTransaction !== undefined ? `; write ${withoutTransaction}` : '';
      return what !== undefined && where !== undefined
        ? [{ index: statement.start, what: `${what} is ${where}${advice}` }]
        : [];
    });
  },
};
