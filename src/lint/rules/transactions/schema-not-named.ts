import type { Action } from '../../../sql/statement/action.ts';
import type { Name } from '../../../sql/statement/name.ts';
import type { LintStatement } from '../../engine/parse-file.ts';
import type { Rule } from '../../engine/rule.ts';

export const schemaNotNamed: Rule = {
  id: 'schema-not-named',
  group: 'transactions',
  condition: 'a table is named without its schema, and the file sets no search_path',
  effect: 'Which table is meant depends on who runs the file and what ran before it in the session.',
  remedy: 'Write schema.table.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  covers: ['squawk require-table-schema'],
  on: 'file',
  check: ({ statements }) => {
    const bare: BareName[] = [];
    for (const { searchPathSet, actions } of statements) {
      if (!searchPathSet) {
        bare.push(...actions.flatMap((action) => bareName(action) ?? []));
      }
    }
    const temporary = bare.length === 0 ? undefined : temporaryTables(statements);
    const meant = bare.filter(({ name }) => temporary?.has(name.name) !== true);
    const [first] = meant;
    if (first === undefined) {
      return [];
    }
    const more = new Set(meant.map(({ name }) => name.name)).size - 1;
    const others = more === 0 ? '' : more === 1 ? ', and one more' : `, and ${more} more`;
    return [{ index: first.index, what: `"${first.name.name}" is named without its schema${others}` }];
  },
};

interface BareName {
  name: Name;
  index: number;
}

function bareName(action: Action): BareName | undefined {
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

function temporaryTables(statements: readonly LintStatement[]): Set<string> {
  const names = new Set<string>();
  for (const action of statements.flatMap(({ actions }) => actions)) {
    if (action.kind === 'create-table' && action.temporary) {
      names.add(action.table.name);
    }
  }
  return names;
}
