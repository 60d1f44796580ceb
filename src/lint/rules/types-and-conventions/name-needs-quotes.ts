import type { Action } from '../../../sql/statement/action.ts';
import type { ConstraintSpec } from '../../../sql/statement/table-spec.ts';
import { actionRule } from '../../rule-builders/action-rule.ts';

export const nameNeedsQuotes = actionRule({
  id: 'name-needs-quotes',
  group: 'types and conventions',
  condition: 'the name of a schema, table, column, index or constraint is not lower_snake_case',
  effect: 'Without quotes, it names something else that does not exist.',
  remedy: 'Use lower-case letters, digits and underscores.',
  presets: { strict: 'warning' },
  covers: ['Atlas NM101', 'Atlas NM102', 'Atlas NM103', 'Atlas NM104', 'Atlas NM105', 'Atlas NM106'],
  only: 'up',
  kinds: ['create-table', 'add-column', 'add-constraint', 'create', 'create-index', 'rename'],
  check: (action) => {
    const wrong = newNames(action).find((name) => !/^[a-z_][a-z0-9_]*$/.test(name));
    return wrong === undefined ? undefined : `"${wrong}" needs quotes`;
  },
});

function newNames(action: Action): string[] {
  switch (action.kind) {
    case 'create-table': {
      const { temporary, table, columns, constraints } = action;
      return temporary ? [] : [table.name, ...columns.map(({ name }) => name), ...namesOf(constraints)];
    }
    case 'add-column': {
      return [action.column.name, ...namesOf(action.constraints)];
    }
    case 'add-constraint': {
      return namesOf([action.constraint]);
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

function namesOf(constraints: readonly ConstraintSpec[]): string[] {
  return constraints.flatMap(({ name }) => name ?? []);
}
