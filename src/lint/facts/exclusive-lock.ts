import type { Action } from '../../sql/statement/action.ts';
import type { Name } from '../../sql/statement/name.ts';

const FREE = new Set([
  'AT_ValidateConstraint',
  'AT_SetStatistics',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_SetOptions',
]);

/**
 * The table that an action locks so that nobody can read it; undefined where it does not.
 *
 * @see https://www.postgresql.org/docs/current/explicit-locking.html
 */
export function exclusivelyLockedTable(action: Action): Name | undefined {
  switch (action.kind) {
    case 'add-column':
    case 'drop-column':
    case 'alter-column':
    case 'drop-constraint':
    case 'truncate': {
      return action.table;
    }
    case 'add-constraint': {
      return action.constraint.kind === 'foreign key' ? undefined : action.table;
    }
    case 'alter-table': {
      return FREE.has(action.subtype) || action.subtype === 'AT_AttachPartition' ? undefined : action.table;
    }
    case 'drop':
    case 'rename': {
      return action.what === 'table' || (action.kind === 'rename' && action.what === 'column')
        ? action.name
        : undefined;
    }
    default: {
      return undefined;
    }
  }
}
