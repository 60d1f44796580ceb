import { columnRule } from '../../lint/rule-builders/column-rule.ts';
import type { Rule } from '../../lint/engine/rule.ts';

/** Ids that are handed out at random. */
const RANDOM = new Set([
  'dataset_id',
  'bundle_id',
  'task_id',
  'portfolio_id',
  'baseline_id',
  'tariff_id',
  'structure_id',
]);

export const idNotUuid: Rule = {
  id: 'id-not-uuid',
  group: 'types and conventions',
  condition: 'a dataset, bundle, task or portfolio is known by an id that is no uuid',
  effect: 'Services make these ids themselves, at random, and expect no other kind.',
  remedy: 'Take uuid.',
  presets: { elementaldb: 'error' },
  ...columnRule(
    ({ name, type }) => RANDOM.has(name) && type !== 'uuid',
    ({ type }) => `is ${type}`,
  ),
};
