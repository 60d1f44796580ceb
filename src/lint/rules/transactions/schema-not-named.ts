import type { Action } from '../../../sql/statement/action.ts';
import type { Name } from '../../../sql/statement/name.ts';
import type { Rule } from '../../engine/rule.ts';
import { actionsIn } from '../../facts/file-effects.ts';

export const schemaNotNamed: Rule = {
  id: 'schema-not-named',
  group: 'transactions',
  condition: 'a table is named without its schema, and the file does not set search_path',
  effect: 'Which table is meant depends on who runs the file and on what ran before in the session.',
  remedy: 'Write schema.table.',
  presets: { strict: 'warning' },
  covers: ['squawk require-table-schema'],
  on: 'file',
  check: (file) => {
    const unqualified: UnqualifiedName[] = [];
    for (const { searchPathSet, actions } of file.statements) {
      if (!searchPathSet) {
        unqualified.push(...actions.flatMap((action) => unqualifiedName(action) ?? []));
      }
    }
    const temporary = new Set(
      (unqualified.length === 0 ? [] : actionsIn(file)).flatMap((action) =>
        action.kind === 'create-table' && action.temporary ? [action.table.name] : [],
      ),
    );
    const wrong = unqualified.filter(({ name }) => !temporary.has(name.name));
    const [first] = wrong;
    if (first === undefined) {
      return [];
    }
    const more = new Set(wrong.map(({ name }) => name.name)).size - 1;
    const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'table' : 'tables'})`;
    return [{ index: first.index, what: `"${first.name.name}" is named without its schema${others}` }];
  },
};

interface UnqualifiedName {
  name: Name;
  index: number;
}

function unqualifiedName(action: Action): UnqualifiedName | undefined {
  const name =
    'table' in action
      ? action.table
      : (action.kind === 'drop' || action.kind === 'rename') && action.what === 'table'
        ? action.name
        : undefined;
  return name === undefined || name.qualified || (action.kind === 'create-table' && action.temporary)
    ? undefined
    : { name, index: action.index };
}
