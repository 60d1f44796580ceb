import { columnRule } from '../../rule-builders/column-rule.ts';
import type { Rule } from '../../engine/rule.ts';

export const moneyColumn: Rule = {
  id: 'money-column',
  group: 'types and conventions',
  condition: 'a column is money, or time with time zone',
  effect: "What it means depends on the server's settings or on the day, and a dump may come back as other values.",
  remedy: 'Take numeric with the currency in the comment, or timestamptz.',
  presets: { elementaldb: 'warning', recommended: 'warning', strict: 'error' },
  ...columnRule(
    ({ type }) => type === 'money' || type === 'time with time zone',
    ({ type }) => `is ${type}`,
  ),
};
