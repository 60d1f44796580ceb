import { tablesAtEnd } from '../../rule-builders/table-rule.ts';
import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const noPrimaryKey: Rule = {
  id: 'no-primary-key',
  group: 'types and conventions',
  condition: 'at the end of the chain a table has neither primary key nor unique constraint or index',
  effect: 'A row that is there twice cannot be told from its twin, and logical replication refuses updates.',
  remedy: 'Give it a primary key.',
  presets: { strict: 'warning' },
  on: 'chain',
  check: (chain) =>
    tablesAtEnd(chain, ({ name, complete, constraints }, { indexes }) =>
      !complete ||
      [...constraints.values()].some(({ kind }) => kind === 'primary key' || kind === 'unique') ||
      indexes.find(({ table, unique }) => unique && table === keyOf(name)) !== undefined
        ? undefined
        : `${showName(name)} has no key`,
    ),
};
