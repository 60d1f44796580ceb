import { showName } from '../../../sql/statement/name.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

const REWRITING: Readonly<Record<string, string>> = {
  AT_SetLogged: 'SET LOGGED',
  AT_SetUnLogged: 'SET UNLOGGED',
  AT_SetTableSpace: 'SET TABLESPACE',
  AT_SetAccessMethod: 'SET ACCESS METHOD',
};

export const tableRewritten = actionRule({
  id: 'table-rewritten',
  group: 'locks and rewrites',
  condition: 'ALTER TABLE changes how or where a table is stored',
  effect: 'PostgreSQL rewrites the whole table under a lock that blocks reads and writes.',
  remedy: 'Decide when nothing uses the table, and do it then, outside the migrations.',
  presets: { recommended: 'warning', strict: 'warning' },
  only: 'up',
  kinds: ['alter-table'],
  skipNewTables: true,
  check: ({ subtype, table }, { schema }) => {
    const command = REWRITING[subtype];
    const unlogged = schema.table(table)?.unlogged;
    const isSame = (subtype === 'AT_SetLogged' && unlogged === false) || (subtype === 'AT_SetUnLogged' && unlogged);
    return isSame ? undefined : command && `${command} rewrites ${showName(table)}`;
  },
});
