import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import { findingsOfTables } from '../../rule-builders/table-rule.ts';

export const noPrimaryKey: Rule = {
  id: 'no-primary-key',
  group: 'types and conventions',
  condition: 'after all migrations, a table has no primary key, unique constraint or unique index',
  effect: 'Duplicate rows cannot be told apart, and logical replication rejects updates.',
  remedy: 'Add a primary key.',
  presets: { strict: 'warning' },
  on: 'chain',
  check: (chain) =>
    findingsOfTables(chain, ({ name, complete, constraints }, { indexes }) =>
      !complete ||
      [...constraints.values()].some(({ kind }) => kind === 'primary key' || kind === 'unique') ||
      indexes.find(({ table, unique }) => unique && table === keyOf(name)) !== undefined
        ? undefined
        : `${showName(name)} has no key`,
    ),
};
