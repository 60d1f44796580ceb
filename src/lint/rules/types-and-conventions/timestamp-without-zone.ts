import { columnRule } from '../../rule-builders/column-rule.ts';

export const timestampWithoutZone = columnRule({
  id: 'timestamp-without-zone',
  condition: 'a column is a timestamp without time zone',
  effect: 'It is not a point in time: its meaning depends on the writer, and an hour is ambiguous each autumn.',
  remedy: 'Use timestamptz.',
  presets: { recommended: 'warning', strict: 'error' },
  covers: ['squawk prefer-timestamp-tz'],
  check: ({ type }) => (type.startsWith('timestamp without') ? 'has no time zone' : undefined),
});
