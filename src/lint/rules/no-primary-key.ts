import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const noPrimaryKey: Rule = {
  id: 'no-primary-key',
  group: 'types and conventions',
  condition: 'a table is made without primary key or unique constraint',
  effect: 'A row that is there twice cannot be told from its twin, and logical replication refuses updates.',
  remedy: 'Give it a primary key.',
  presets: { strict: 'warning' },
  only: 'up',
  on: 'file',
  check: (file, { after }) =>
    [...after.tables.values()].flatMap(({ name, made, constraints, temporary, complete, partitionOf }) =>
      made.file !== file.path ||
      temporary ||
      !complete ||
      partitionOf !== undefined ||
      [...constraints.values()].some(({ kind }) => kind === 'primary key' || kind === 'unique')
        ? []
        : [{ index: made.index, what: `${showName(name)} has no key` }],
    ),
};
