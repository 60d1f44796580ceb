import { showName } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';

export const indexDropBlocks: Rule = {
  id: 'index-drop-blocks',
  group: 'locks and rewrites',
  condition: 'DROP INDEX without CONCURRENTLY',
  effect: 'Nobody can read or write the table from then until the transaction ends.',
  remedy: 'Write DROP INDEX CONCURRENTLY, in a file of its own without BEGIN and END.',
  presets: { strict: 'warning' },
  covers: ['squawk require-concurrent-index-deletion', 'Atlas PG102', 'strong_migrations remove_index'],
  only: 'up',
  on: 'action',
  kinds: ['drop'],
  check: (action) =>
    action.kind === 'drop' && action.what === 'index' && !action.concurrently
      ? { index: action.index, what: `the table of ${showName(action.name)} is locked whole` }
      : undefined,
};
