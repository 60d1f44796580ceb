import type { Action } from '../../sql/statement/action.ts';
import type { ColumnSpec } from '../../sql/statement/table-spec.ts';
import type { Name } from '../../sql/statement/name.ts';
import type { LintFile } from '../engine/lint-file.ts';

/** A column that an action creates or gives another type. */
export interface ChangedColumn {
  table: Name;
  column: ColumnSpec;
  /** Index into the file's text. */
  index: number;
}

/** The columns that an up adds or gives another type, by action. */
export function columnChanges({ statements }: LintFile): ChangedColumn[][] {
  return statements.flatMap(({ actions }) => actions.map(changedColumns)).filter((columns) => columns.length > 0);
}

/** Columns of temporary tables do not count. */
function changedColumns(action: Action): ChangedColumn[] {
  switch (action.kind) {
    case 'create-table': {
      const { table, columns, temporary } = action;
      return temporary ? [] : columns.map((column) => ({ table, column, index: column.index }));
    }
    case 'add-column': {
      return [{ table: action.table, column: action.column, index: action.column.index }];
    }
    case 'alter-column': {
      return action.spec === undefined ? [] : [{ table: action.table, column: action.spec, index: action.index }];
    }
    default: {
      return [];
    }
  }
}
