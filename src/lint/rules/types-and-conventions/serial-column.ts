import { columnRule } from '../../rule-builders/column-rule.ts';

export const serialColumn = columnRule({
  id: 'serial-column',
  condition: 'a column is serial',
  effect: 'Its sequence has separate privileges and a separate owner, and anyone may write to the column.',
  remedy: 'Write GENERATED ALWAYS AS IDENTITY, or use a UUID.',
  presets: { strict: 'warning' },
  covers: ['squawk prefer-identity'],
  check: ({ serial }) => (serial ? 'is serial' : undefined),
});
