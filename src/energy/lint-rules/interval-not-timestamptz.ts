import { columnRule } from '../../lint/rule-builders/column-rule.ts';

export const intervalNotTimestamptz = columnRule({
  id: 'interval-not-timestamptz',
  condition: 'a column whose name ends in _ts or _at is not timestamptz',
  effect: 'Services read such columns as points in time in UTC.',
  remedy: 'Use timestamptz, or another name.',
  presets: {},
  // `timestamp-without-zone` reports a timestamp without time zone.
  check: ({ name, type }) =>
    /_(?:ts|at)$/.test(name) && type !== 'timestamp with time zone' && !type.startsWith('timestamp without')
      ? `is ${type}, not timestamptz`
      : undefined,
});
