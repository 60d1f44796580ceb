import { empties, makes, takes, thing } from '../file-effects.ts';
import { guard } from '../fixes/guard.ts';
import { showName } from '../name.ts';
import type { Rule } from '../rule.ts';

export const unguardedInsert: Rule = {
  id: 'unguarded-insert',
  group: 'idempotency',
  condition: 'INSERT neither says ON CONFLICT nor leaves out the rows that are there',
  effect: 'Run a second time, the up fails on a key, or without one has every row twice.',
  remedy: 'Write ON CONFLICT (the key) DO NOTHING, or select only what is not there yet.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  only: 'up',
  on: 'action',
  of: ['insert'],
  check: (action, situation) => {
    const { file, statement, schema } = situation;
    if (action.kind !== 'insert' || action.guarded || statement.conditional || schema.table(action.table)?.temporary) {
      return undefined;
    }
    const table = thing('table', action.table);
    return empties(file, action.table) || (makes(file, table) && takes(file, table))
      ? undefined
      : { index: action.index, what: `rows are inserted into ${showName(action.table)} by each run`, ...insertGuard() };

    function insertGuard() {
      if (action.kind !== 'insert' || action.inWith) {
        return {};
      }
      const keys = schema.table(action.table);
      const isKeyed = [...(keys?.constraints.values() ?? [])].some(
        ({ kind }) => kind === 'primary key' || kind === 'unique',
      );
      // Without a key nothing ever conflicts.
      return isKeyed ? guard(situation) : {};
    }
  },
};
