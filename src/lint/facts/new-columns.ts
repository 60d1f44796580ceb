import type { Action } from '../../sql/statement/action.ts';
import type { ColumnSpec } from '../../sql/statement/table-spec.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { LintFile } from '../engine/parse-file.ts';

/** A column that an action creates, or gives a type. */
export interface NewColumn {
  table: Name;
  column: ColumnSpec;
}

/** What one action creates of columns. */
export interface MadeColumns {
  action: Action;
  columns: readonly NewColumn[];
}

/** What the statements of a file make of columns; actions that make none are left out. */
export function madeColumns({ statements }: LintFile): MadeColumns[] {
  const found: MadeColumns[] = [];
  for (const { actions } of statements) {
    for (const action of actions) {
      const columns = newColumns(action);
      if (columns.length > 0) {
        found.push({ action, columns });
      }
    }
  }
  return found;
}

/** The columns that an action creates or gives another type; those of temporary tables are nobody's concern. */
function newColumns(action: Action): NewColumn[] {
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
