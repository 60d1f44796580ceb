import { downEffect } from '../../facts/down-effect.ts';
import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const downLeavesRows: Rule = {
  id: 'down-leaves-rows',
  group: 'reversal',
  condition:
    'the up inserts rows that it spells out into a table that was there before, and the down drops none out of it',
  effect: 'After the down the rows are still there, and the next up finds them in its way.',
  remedy: 'Delete in the down, by their keys, the rows that the up inserts.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined) {
      return [];
    }
    const { up, down, before, after, undone } = effect;
    const touched = new Set(
      down.statements.flatMap(({ actions }) =>
        actions.flatMap((action) => ('table' in action && REMOVES.has(action.kind) ? [keyOf(action.table)] : [])),
      ),
    );
    const inserts = up.statements.flatMap(({ actions, conditional }) =>
      actions.flatMap((action) => (action.kind === 'insert' && action.constant && !conditional ? [action] : [])),
    );
    const told = new Set<string>();
    return inserts.flatMap(({ table, index }) => {
      const key = keyOf(after.table(table)?.name ?? table);
      const id = before.tables.get(key)?.id;
      const stays = id !== undefined && after.tables.get(key)?.id === id && undone.tables.get(key)?.id === id;
      if (!stays || touched.has(key) || told.has(key)) {
        return [];
      }
      told.add(key);
      return [
        { file: up.path, index, what: `the rows inserted into ${showName(table)} are still there after the down` },
      ];
    });
  },
};

const REMOVES = new Set(['delete', 'truncate', 'update']);
