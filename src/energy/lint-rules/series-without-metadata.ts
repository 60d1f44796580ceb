import type { Rule } from '../../lint/engine/rule.ts';
import { findingsOfTables } from '../../lint/rule-builders/table-rule.ts';
import { keyOf, showName } from '../../sql/statement/name.ts';

export const seriesWithoutMetadata: Rule = {
  id: 'series-without-metadata',
  group: 'types and conventions',
  condition: 'a series has a dataset_id, and its schema has no table named metadata',
  effect: 'Nothing says which site a dataset belongs to, where it comes from and when it was created.',
  remedy: 'Create a table metadata in the schema, with dataset_id as its key, and reference it.',
  presets: {},
  on: 'chain',
  check: (chain) =>
    findingsOfTables(chain, ({ name, columns }, end) =>
      name.name !== 'metadata' &&
      columns.has('dataset_id') &&
      columns.has('start_ts') &&
      !end.tables.has(keyOf({ ...name, name: 'metadata' }))
        ? `${showName(name)} has a dataset_id, but there is no table ${name.schema}.metadata`
        : undefined,
    ),
};
