import type { Action } from '../actions/action.ts';
import type { Name } from '../name.ts';
import type { LintStatement } from '../parse-file.ts';
import type { Rule } from '../rule.ts';

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
    const bare = statements
      .filter(({ pathSet }) => !pathSet)
      .flatMap(({ actions }) => actions.flatMap(bareNames))
      .filter(({ name }) => !isTemporary(name.name, statements));
    const [first] = bare;
    if (first === undefined) {
      return [];
    }
    const more = new Set(bare.map(({ name }) => name.name)).size - 1;
    const others = more === 0 ? '' : more === 1 ? ', and one more' : `, and ${more} more`;
    return [{ index: first.index, what: `"${first.name.name}" is named without its schema${others}` }];
  },
};

function bareNames(action: Action): { name: Name; index: number }[] {
  const name =
    'table' in action
      ? action.table
      : (action.kind === 'drop' || action.kind === 'rename') && action.what === 'table'
        ? action.name
        : undefined;
  return name === undefined || name.qualified || (action.kind === 'create-table' && action.temporary)
    ? []
    : [{ name, index: action.index }];
}

function isTemporary(name: string, statements: readonly LintStatement[]): boolean {
  return statements.some(({ actions }) =>
    actions.some((each) => each.kind === 'create-table' && each.temporary && each.table.name === name),
  );
}
