import { showName } from '../../../sql/statement/name.ts';
import { createsAndDrops, drops } from '../../facts/file-effects.ts';
import { rerunRule } from '../../rule-builders/action-rule.ts';
import { objectKey } from '../../state/object-key.ts';

export const unguardedCreate = rerunRule({
  id: 'unguarded-create',
  condition: 'CREATE has no IF NOT EXISTS or OR REPLACE, and the file does not drop the object first',
  effect: 'A second run of the up fails because the object exists.',
  remedy: 'Write IF NOT EXISTS or OR REPLACE. If neither is allowed, use a DO block that checks first.',
  covers: ['squawk prefer-robust-stmts'],
  kinds: ['create', 'create-table'],
  check: (action, { file }) => {
    if (action.guarded || (action.kind === 'create-table' && action.temporary)) {
      return undefined;
    }
    const { what, name, on } =
      action.kind === 'create-table' ? { what: 'table', name: action.table, on: undefined } : action;
    return drops(file, objectKey(what, name, on)) ||
      (on !== undefined && createsAndDrops(file, objectKey('table', on))) ||
      drops(file, objectKey('schema', { ...name, schema: '', name: name.schema }))
      ? undefined
      : `${what} ${name.name === '' ? 'without a name' : showName(name)} is created without a guard`;
  },
});
