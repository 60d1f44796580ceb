import type { Action } from '../../sql/statement/action.ts';
import type { ColumnSpec } from '../../sql/statement/table-spec.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { LintFile } from '../engine/lint-file.ts';

/** A column that an action creates or gives another type. */
export interface ChangedColumn {
  table: Name;
  column: ColumnSpec;
}

/** An action with the columns that it creates or changes. */
export interface ColumnChange {
  action: Action;
  columns: readonly ChangedColumn[];
}

/** The column changes of a file; other actions are left out. */
export function columnChanges({ statements }: LintFile): ColumnChange[] {
  const changes: ColumnChange[] = [];
  for (const { actions } of statements) {
    for (const action of actions) {
      const columns = changedColumns(action);
      if (columns.length > 0) {
        changes.push({ action, columns });
      }
    }
  }
  return changes;
}

/** Columns of temporary tables do not count. */
function changedColumns(action: Action): ChangedColumn[] {
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
