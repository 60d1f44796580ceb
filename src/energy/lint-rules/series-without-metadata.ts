import { tablesAtEnd } from '../../lint/rule-builders/table-rule.ts';
import { keyOf, showName } from '../../sql/statement/name.ts';
import type { Rule } from '../../lint/engine/rule.ts';

export const seriesWithoutMetadata: Rule = {
  id: 'series-without-metadata',
  group: 'types and conventions',
  condition: 'a series has a dataset_id, and its schema has no table called metadata',
  effect: 'Nothing tells what a dataset is: of which site, from where, made when.',
  remedy: 'Make a table metadata in the schema, keyed by dataset_id, and refer to it.',
  presets: { elementaldb: 'warning' },
  on: 'chain',
  check: (chain) =>
    tablesAtEnd(chain, ({ name, columns }, end) =>
      name.name !== 'metadata' &&
      columns.has('dataset_id') &&
      columns.has('start_ts') &&
      !end.tables.has(keyOf({ ...name, name: 'metadata' }))
        ? `${showName(name)} has datasets, and there is no ${name.schema}.metadata`
        : undefined,
    ),
};
