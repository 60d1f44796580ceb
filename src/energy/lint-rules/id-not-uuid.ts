import { columnRule } from '../../lint/rule-builders/column-rule.ts';

/** Ids that are generated at random. */
const RANDOM_IDS = new Set([
  'dataset_id',
  'bundle_id',
  'task_id',
  'portfolio_id',
  'baseline_id',
  'tariff_id',
  'structure_id',
]);

export const idNotUuid = columnRule({
  id: 'id-not-uuid',
  condition: 'the id of a dataset, bundle, task, portfolio, baseline, tariff or structure is not a uuid',
  effect: 'Services generate these ids at random and accept only UUIDs.',
  remedy: 'Use uuid.',
  presets: {},
  check: ({ name, type }) => (RANDOM_IDS.has(name) && type !== 'uuid' ? `is ${type}, not uuid` : undefined),
});
