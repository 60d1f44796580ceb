import { columnRule } from '../../lint/rule-builders/column-rule.ts';
import type { Rule } from '../../lint/engine/rule.ts';

export const intervalNotTimestamptz: Rule = {
  id: 'interval-not-timestamptz',
  group: 'types and conventions',
  condition: 'a column called start_ts, end_ts, or ending in _at or _ts is no timestamptz',
  effect: 'Services read such columns as moments in UTC.',
  remedy: 'Take timestamptz, or another name.',
  presets: { elementaldb: 'error' },
  ...columnRule(
    ({ name, type }) =>
      /_(?:ts|at)$/.test(name) && type !== 'timestamp with time zone' && !type.startsWith('timestamp without'),
    ({ type }) => `is ${type}`,
  ),
};
