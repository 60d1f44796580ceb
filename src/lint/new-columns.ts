import type { Action, ColumnSpec } from './actions/action.ts';
import type { Name } from './name.ts';

/** A column that an action makes, or gives a type. */
export interface NewColumn {
  table: Name;
  column: ColumnSpec;
}

/** The columns that an action makes or gives another type; those of temporary tables are nobody's concern. */
export function newColumns(action: Action): NewColumn[] {
  switch (action.kind) {
    case 'create-table': {
      const { table, columns, temporary } = action;
      return temporary ? [] : columns.map((column) => ({ table, column }));
    }
    case 'add-column': {
      return [{ table: action.table, column: action.column }];
    }
    case 'alter-column': {
      return action.spec === undefined ? [] : [{ table: action.table, column: action.spec }];
    }
    default: {
      return [];
    }
  }
}
