import type { Action } from '../../../sql/statement/action.ts';
import type { ConstraintSpec } from '../../../sql/statement/table-spec.ts';
import type { Rule } from '../../engine/rule.ts';

export const nameNeedsQuotes: Rule = {
  id: 'name-needs-quotes',
  group: 'types and conventions',
  condition: 'a schema, table, column, index or constraint has a name that is not lower_snake_case',
  effect: 'Whoever writes it without quotes names something else, which does not exist.',
  remedy: 'Take lower case letters, digits and underscores.',
  presets: { elementaldb: 'warning', strict: 'warning' },
  covers: ['Atlas NM101', 'Atlas NM102', 'Atlas NM103', 'Atlas NM104', 'Atlas NM105', 'Atlas NM106'],
  only: 'up',
  on: 'action',
  kinds: ['create-table', 'add-column', 'add-constraint', 'create', 'create-index', 'rename'],
  check: (action) => {
    const odd = namesMade(action).find((name) => !/^[a-z_][a-z0-9_]*$/.test(name));
    return odd === undefined ? undefined : { index: action.index, what: `"${odd}" has to be quoted` };
  },
};

function namesMade(action: Action): string[] {
  switch (action.kind) {
    case 'create-table': {
      const { temporary, table, columns, constraints } = action;
      return temporary ? [] : [table.name, ...columns.map(({ name }) => name), ...written(constraints)];
    }
    case 'add-column': {
      return [action.column.name, ...written(action.constraints)];
    }
    case 'add-constraint': {
      return written([action.constraint]);
    }
    case 'create': {
      return action.what === 'schema' ? [action.name.name] : [];
    }
    case 'create-index': {
      return action.name === undefined ? [] : [action.name.name];
    }
    case 'rename': {
      return action.what === 'table' || action.what === 'column' ? [action.to] : [];
    }
    default: {
      return [];
    }
  }
}

function written(constraints: readonly ConstraintSpec[]): string[] {
  return constraints.flatMap(({ name }) => name ?? []);
}
