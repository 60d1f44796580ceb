import type { Action } from '../actions/action.ts';
import type { Rule } from '../rule.ts';

const LONGEST = 63;

export const nameTooLong: Rule = {
  id: 'name-too-long',
  group: 'types and conventions',
  condition: 'a name has more than 63 bytes',
  effect: 'PostgreSQL cuts it off with a notice only: two long names may become one.',
  remedy: 'Take a shorter name.',
  presets: { elementaldb: 'error', recommended: 'error', strict: 'error' },
  covers: ['squawk identifier-too-long'],
  only: 'up',
  on: 'action',
  check: (action) => {
    const long = namesMade(action).find((name) => Buffer.byteLength(name) > LONGEST);
    return long === undefined
      ? undefined
      : { index: action.index, what: `${long} is ${Buffer.byteLength(long) - LONGEST} bytes too long` };
  },
};

function namesMade(action: Action): string[] {
  switch (action.kind) {
    case 'create-table': {
      const { table, columns, constraints } = action;
      return [table.name, ...columns.map(({ name }) => name), ...constraints.flatMap(({ name }) => name ?? [])];
    }
    case 'add-column': {
      return [action.column.name];
    }
    case 'add-constraint': {
      return action.constraint.name === undefined ? [] : [action.constraint.name];
    }
    case 'create-index': {
      return action.name === undefined ? [] : [action.name.name];
    }
    case 'create': {
      return [action.name.name];
    }
    case 'rename': {
      return [action.to];
    }
    default: {
      return [];
    }
  }
}
