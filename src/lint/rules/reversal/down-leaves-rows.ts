import { keyOf, showName } from '../../../sql/statement/name.ts';
import type { Action } from '../../../sql/statement/action.ts';
import type { Rule } from '../../engine/rule.ts';
import { downEffect } from '../../facts/down-effect.ts';
import { actionsIn } from '../../facts/file-effects.ts';

export const downLeavesRows: Rule = {
  id: 'down-leaves-rows',
  group: 'reversal',
  condition: 'the up inserts constant rows into a table that existed before, and the down deletes none from it',
  effect: 'The rows still exist after the down, and the next up may fail on them.',
  remedy: 'Delete in the down, by their keys, the rows that the up inserts.',
  presets: { recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined) {
      return [];
    }
    const { up, down, before, afterUp, afterDown } = effect;
    // Tables whose rows the down changes, and later those that are reported.
    const done = new Set(
      actionsIn(down).flatMap((action) =>
        'table' in action && (REMOVING.has(action.kind) || isUpsert(action)) ? [keyOf(action.table)] : [],
      ),
    );
    const inserts = up.statements.flatMap(({ actions, conditional }) =>
      actions.flatMap((action) => (action.kind === 'insert' && action.constant && !conditional ? [action] : [])),
    );
    return inserts.flatMap(({ table, index }) => {
      const key = keyOf(afterUp.table(table)?.name ?? table);
      const id = before.tables.get(key)?.id;
      const stays = id !== undefined && afterUp.tables.get(key)?.id === id && afterDown.tables.get(key)?.id === id;
      if (!stays || done.has(key)) {
        return [];
      }
      done.add(key);
      return [{ file: up.path, index, what: `the rows inserted into ${showName(table)} still exist after the down` }];
    });
  },
};

/** It writes a row that was there before back. */
function isUpsert(action: Action): boolean {
  return action.kind === 'insert' && action.updated.assignments.length > 0;
}

const REMOVING = new Set(['delete', 'truncate', 'update']);
