import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import type { CatalogConstraint, CatalogIndex, CatalogTable } from '../../state/catalog-table.ts';

export const foreignKeyWithoutIndex: Rule = {
  id: 'foreign-key-without-index',
  group: 'types and conventions',
  condition: 'at the end of the chain no index begins with the columns of a foreign key',
  effect: 'Each delete or update of a row that is referred to reads the whole referring table.',
  remedy: 'Make an index over the columns.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  covers: ['eugene E15'],
  on: 'chain',
  check: ({ end }) => {
    const indexes = end.indexes.values().filter(({ partial }) => !partial);
    return end.tables.values().flatMap((table) =>
      [...table.constraints.values()]
        .filter((constraint) => constraint.kind === 'foreign key' && !isIndexed(table, constraint, indexes))
        .map(({ made, index, columns }) => ({
          file: made.file,
          index,
          what: `no index begins with ${showName(table.name)} (${columns.join(', ')})`,
        })),
    );
  },
};

function isIndexed(table: CatalogTable, { columns }: CatalogConstraint, indexes: readonly CatalogIndex[]): boolean {
  const keys = [...table.constraints.values()]
    .filter(({ kind }) => kind === 'primary key' || kind === 'unique' || kind === 'exclusion')
    .map((constraint) => constraint.columns);
  const others = indexes.filter((index) => index.table === keyOf(table.name)).map((index) => index.columns);
  return [...keys, ...others].some((each) => columns.every((column) => each.slice(0, columns.length).includes(column)));
}
