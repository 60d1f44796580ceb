import type { Action } from '../actions/action.ts';
import type { Rule } from '../rule.ts';

export const nameNeedsQuotes: Rule = {
  id: 'name-needs-quotes',
  group: 'types and conventions',
  condition: 'a table or column has a name that is not lower_snake_case',
  effect: 'Whoever writes it without quotes names something else, which does not exist.',
  remedy: 'Take lower case letters, digits and underscores.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  covers: ['Atlas NM101', 'Atlas NM102'],
  only: 'up',
  on: 'action',
  of: ['create-table', 'add-column', 'rename'],
  check: (action) => {
    const odd = namesMade(action).find((name) => !/^[a-z_][a-z0-9_]*$/.test(name));
    return odd === undefined ? undefined : { index: action.index, what: `"${odd}" has to be quoted` };
  },
};

function namesMade(action: Action): string[] {
  switch (action.kind) {
    case 'create-table': {
      return action.temporary ? [] : [action.table.name, ...action.columns.map(({ name }) => name)];
    }
    case 'add-column': {
      return [action.column.name];
    }
    case 'rename': {
      return action.what === 'table' || action.what === 'column' ? [action.to] : [];
    }
    default: {
      return [];
    }
  }
}
