import { downEffect } from '../../facts/down-effect.ts';
import type { Rule } from '../../engine/rule.ts';

export const downDefinitionDiffers: Rule = {
  id: 'down-definition-differs',
  group: 'reversal',
  condition: 'the up drops or changes something and the down does not give it back as it was',
  effect: 'After the down the schema is not what it was: the version before does not run on it.',
  remedy: 'Make it again in the down, as the earlier migrations made it.',
  presets: { elementaldb: 'error', recommended: 'warning', strict: 'error' },
  on: 'pair',
  check: (pair) => {
    const effect = downEffect(pair);
    if (effect === undefined) {
      return [];
    }
    const { up, down, after, undone } = effect;
    const gone = effect.differences.filter(({ is }) => is !== 'only-right');
    const tables = new Set(gone.filter(({ what }) => what.startsWith('table ')).map(({ key }) => key));
    return gone
      .filter(({ table }) => table === undefined || !tables.has(table))
      .flatMap(({ is, what, key, how, table }) => {
        const place = after.changed.get(key) ?? (table === undefined ? undefined : after.changed.get(table));
        if (place?.file !== up.path) {
          // The up did not touch it: the down took too much.
          return is === 'only-left' && undone.changed.get(key)?.file === down.path
            ? [{ file: down.path, index: undone.changed.get(key)?.index, what: `${what} is older than this migration` }]
            : [];
        }
        const said = is === 'only-left' ? `${what} is not made again by the down` : `${what}: ${how ?? ''}`;
        return [{ file: up.path, index: place.index, what: said }];
      });
  },
};
