import { downEffect } from '../../facts/down-effect.ts';
import type { Rule } from '../../engine/rule.ts';

export const incompleteDown: Rule = {
  id: 'incomplete-down',
  group: 'reversal',
  condition: 'the up creates something and the down leaves it there',
  effect: 'After the down the schema is not what it was, and the next up finds the objectKey in its way.',
  remedy: 'Drop it in the down.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined) {
      return [];
    }
    const { up, differences } = effect;
    const left = differences.filter(({ is, made }) => is === 'only-right' && made.file === up.path);
    const tables = new Set(left.filter(({ what }) => what.startsWith('table ')).map(({ key }) => key));
    return left
      .filter(({ table }) => table === undefined || !tables.has(table))
      .map(({ what, made }) => ({ file: up.path, index: made.index, what: `${what} is still there after the down` }));
  },
};
