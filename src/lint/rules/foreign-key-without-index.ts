import { keyOf, showName } from '../name.ts';
import type { Rule } from '../rule.ts';
import type { KnownConstraint, KnownTable, SchemaState } from '../schema-state.ts';

export const foreignKeyWithoutIndex: Rule = {
  id: 'foreign-key-without-index',
  group: 'types and conventions',
  condition: 'no index begins with the columns of a foreign key',
  effect: 'Each delete or update of a row that is referred to reads the whole referring table.',
  remedy: 'Make an index over the columns, in the same migration.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  covers: ['eugene E15'],
  only: 'up',
  on: 'file',
  check: (file, { after }) =>
    [...after.tables.values()].flatMap((table) =>
      [...table.constraints.values()].flatMap((constraint) =>
        constraint.kind !== 'foreign key' || constraint.made.file !== file.path || isIndexed(table, constraint, after)
          ? []
          : [
              {
                index: constraint.index,
                what: `no index begins with ${showName(table.name)} (${constraint.columns.join(', ')})`,
              },
            ],
      ),
    ),
};

function isIndexed(table: KnownTable, { columns }: KnownConstraint, { indexes }: SchemaState): boolean {
  const keys = [...table.constraints.values()]
    .filter(({ kind }) => kind === 'primary key' || kind === 'unique' || kind === 'exclusion')
    .map((constraint) => constraint.columns);
  const others = [...indexes.values()]
    .filter((index) => index.table === keyOf(table.name) && !index.partial)
    .map((index) => index.columns);
  return [...keys, ...others].some((each) => columns.every((column) => each.slice(0, columns.length).includes(column)));
}
