import type { Action, AlterTable } from '../../sql/statement/action.ts';
import { nameFrom, type Name } from '../../sql/statement/name.ts';
import type { SchemaState } from '../state/schema-state.ts';
import { defaultPartition } from './partitions.ts';

/** Commands of ALTER TABLE that let others read the table. */
const FREE = new Set([
  'AT_ValidateConstraint',
  'AT_SetStatistics',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_DetachPartitionFinalize',
  'AT_EnableTrig',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_DisableTrig',
  'AT_EnableTrigAll',
  'AT_DisableTrigAll',
  'AT_EnableTrigUser',
  'AT_DisableTrigUser',
]);

const WITH_ROWS = new Set(['table', 'materialized view']);
const ON_TABLE = new Set(['policy', 'rule', 'trigger']);
const PARTS = new Set([...ON_TABLE, 'column', 'constraint']);

/**
 * The table that an action locks so that nobody can read it; undefined where it does not. Without the schema before it,
 * the table of an index and the DEFAULT partition of a table are not known.
 *
 * @see https://www.postgresql.org/docs/current/explicit-locking.html
 */
export function exclusivelyLockedTable(action: Action, schema?: SchemaState): Name | undefined {
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
      return lockedByAlter(action, schema);
    }
    case 'create-table': {
      return action.partitionOf;
    }
    case 'create': {
      // A trigger lets others read the table.
      return action.what === 'policy' || action.what === 'rule' ? action.on : undefined;
    }
    case 'drop': {
      return WITH_ROWS.has(action.what)
        ? action.name
        : action.what === 'index' && !action.concurrently
          ? schema?.tables.get(schema.index(action.name)?.table ?? '')?.name
          : action.on;
    }
    case 'rename': {
      return WITH_ROWS.has(action.what) || PARTS.has(action.what) ? action.name : undefined;
    }
    case 'move': {
      return WITH_ROWS.has(action.what) ? action.name : undefined;
    }
    case 'other-change': {
      return ON_TABLE.has(action.what) ? nameFrom(action.path.slice(0, -1), '') : undefined;
    }
    case 'maintain': {
      return action.blocks === 'reads and writes' ? action.name : undefined;
    }
    default: {
      return undefined;
    }
  }
}

function lockedByAlter(
  { subtype, table, partition, concurrently }: AlterTable,
  schema?: SchemaState,
): Name | undefined {
  if (subtype === 'AT_AttachPartition') {
    return (schema && defaultPartition(table, schema)?.name) ?? partition;
  }
  return FREE.has(subtype) || (subtype === 'AT_DetachPartition' && concurrently) ? undefined : table;
}
