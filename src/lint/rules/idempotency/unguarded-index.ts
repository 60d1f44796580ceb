import { showName } from '../../../sql/statement/name.ts';
import { createsAndDrops, drops } from '../../facts/file-effects.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey } from '../../state/object-key.ts';

export const unguardedIndex = rerunRule({
  id: 'unguarded-index',
  condition: 'CREATE INDEX has a name, but no IF NOT EXISTS',
  effect: 'A second run of the up fails because the index exists.',
  remedy: 'Write CREATE INDEX IF NOT EXISTS.',
  covers: ['squawk prefer-robust-stmts'],
  kinds: ['create-index'],
  check: ({ guarded, name, table }, { file }) =>
    guarded ||
    name === undefined ||
    drops(file, objectKey('index', name)) ||
    createsAndDrops(file, objectKey('table', table))
      ? undefined
      : `index ${showName(name)} is created without a guard`,
});
