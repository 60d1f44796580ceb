import type { Rule } from '../../lint/engine/rule.ts';
import { findingsOfTables } from '../../lint/rule-builders/table-rule.ts';
import type { CatalogTable } from '../../lint/state/catalog-table.ts';
import type { SchemaState } from '../../lint/state/schema-state.ts';
import { keyOf, showName, type Name } from '../../sql/statement/name.ts';
import { seriesStart } from '../lint-facts/series-start.ts';

export const seriesWithoutMetadata: Rule = {
  id: 'series-without-metadata',
  group: 'types and conventions',
  condition: 'a series does not reference a table metadata in its schema; a cache, whose name ends in _cache, need not',
  effect: 'Nothing says which site a dataset belongs to, where it comes from and when it was created.',
  remedy: 'Create a table metadata in the schema, with dataset_id as its key, and reference it.',
  presets: {},
  on: 'chain',
  check: (chain) => findingsOfTables(chain, whatIsMissing),
};

function whatIsMissing(table: CatalogTable, end: SchemaState): string | undefined {
  const { name, columns, constraints, complete } = table;
  if (name.name === 'metadata' || name.name.endsWith('_cache') || !complete || seriesStart(table) === undefined) {
    return undefined;
  }
  const metadata: Name = { ...name, name: 'metadata' };
  if (!end.tables.has(keyOf(metadata))) {
    return `${showName(name)} is a series, but there is no table ${name.schema}.metadata`;
  }
  if (!columns.has('dataset_id')) {
    return `${showName(name)} has no dataset_id, so that no row belongs to a dataset of ${name.schema}.metadata`;
  }
  const isReferenced = [...constraints.values()].some(
    ({ kind, references, columns: of }) =>
      kind === 'foreign key' && references !== undefined && of.includes('dataset_id'),
  );
  return isReferenced ? undefined : `${showName(name)}.dataset_id does not reference ${name.schema}.metadata`;
}
