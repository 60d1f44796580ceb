import { columnRule } from '../../rule-builders/column-rule.ts';

export const moneyColumn = columnRule({
  id: 'money-column',
  condition: 'a column is money, or time with time zone',
  effect: "Its meaning depends on the server's settings or on the date, and a dump may restore other values.",
  remedy: 'Use numeric with the currency in the comment, or timestamptz.',
  presets: { recommended: 'warning', strict: 'error' },
  check: ({ type }) => (type === 'money' || type === 'time with time zone' ? `is ${type}` : undefined),
});
