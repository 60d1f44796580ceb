import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

const REWRITES: Readonly<Record<string, string>> = {
  AT_SetLogged: 'SET LOGGED',
  AT_SetUnLogged: 'SET UNLOGGED',
  AT_SetTableSpace: 'SET TABLESPACE',
  AT_SetAccessMethod: 'SET ACCESS METHOD',
};

export const tableRewritten: Rule = {
  id: 'table-rewritten',
  group: 'locks and rewrites',
  condition: 'ALTER TABLE changes how or where a table is stored',
  effect: 'PostgreSQL writes the whole table anew while nobody can read or write it.',
  remedy: 'Do it when nobody needs the table, outside the migrations.',
  presets: { recommended: 'warning', strict: 'warning' },
  only: 'up',
  on: 'action',
  kinds: ['alter-table'],
  check: (action, { isNew }) => {
    const how = action.kind === 'alter-table' && !isNew(action.table) ? REWRITES[action.subtype] : undefined;
    return how === undefined || action.kind !== 'alter-table'
      ? undefined
      : { index: action.index, what: `${how} writes ${showName(action.table)} anew` };
  },
};
