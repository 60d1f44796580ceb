import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import type { CatalogConstraint, CatalogIndex, CatalogTable } from '../../state/catalog-table.ts';

export const foreignKeyWithoutIndex: Rule = {
  id: 'foreign-key-without-index',
  group: 'types and conventions',
  condition: 'after all migrations, no index starts with the columns of a foreign key',
  effect: 'Each delete or update of a referenced row reads the whole referencing table.',
  remedy: 'Create an index over the columns.',
  presets: { strict: 'warning' },
  covers: ['eugene E15'],
  on: 'chain',
  check: ({ end }) => {
    const indexes = end.indexes.values().filter(({ partial }) => !partial);
    return end.tables.values().flatMap((table) =>
      [...table.constraints.values()]
        .filter((constraint) => constraint.kind === 'foreign key' && !isIndexed(table, constraint, indexes))
        .map(({ origin, index, columns }) => ({
          file: origin.file,
          index,
          what: `no index starts with ${showName(table.name)} (${columns.join(', ')})`,
        })),
    );
  },
};

function isIndexed(table: CatalogTable, { columns }: CatalogConstraint, indexes: readonly CatalogIndex[]): boolean {
  const keys = [...table.constraints.values()].filter(
    ({ kind }) => kind === 'primary key' || kind === 'unique' || kind === 'exclusion',
  );
  const others = indexes.filter((index) => index.table === keyOf(table.name));
  return [...keys, ...others].some((each) => {
    const first = new Set(each.columns.slice(0, columns.length));
    return columns.every((column) => first.has(column));
  });
}
