import { exclusivelyLockedTable } from '../facts/exclusive-lock.ts';
import { defaultPartition, scannedPartition } from '../facts/partitions.ts';
import type { RuleContext } from '../engine/rule.ts';
import type { Action, AlterTable } from '../../sql/statement/action.ts';
import { keyOf, nameFrom, type Name } from '../../sql/statement/name.ts';
import { costOf } from './action-cost.ts';

/** PostgreSQL's lock modes of tables from the weakest to the strongest. */
export const LOCK_MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** A lock that a statement takes on a table, and what PostgreSQL does with the table's rows under it. */
export interface StatementLock {
  table: Name;
  mode: LockMode;
  /** The whole table is written again. */
  rewrites: boolean;
  /** The whole table is read. */
  scans: boolean;
}

/** The stronger of two locks on one table, with what either does. */
export function strongerLock(one: StatementLock, other: StatementLock): StatementLock {
  const stronger = LOCK_MODES.indexOf(one.mode) >= LOCK_MODES.indexOf(other.mode) ? one : other;
  return { ...stronger, rewrites: one.rewrites || other.rewrites, scans: one.scans || other.scans };
}

/**
 * The locks that an action takes on tables and materialized views which the file does not create, by what the migrations say
 * of the schema; the table that it is about comes first. Reading takes ACCESS SHARE, which is left out.
 *
 * Not seen are tables that only the server knows: those of a dropped domain or view, and what CASCADE reaches.
 *
 * @see https://www.postgresql.org/docs/current/explicit-locking.html
 */
export function locksOf(action: Action, context: RuleContext): StatementLock[] {
  const { schema, file, isNew } = context;
  const isInUse = (table: Name): boolean =>
    !isNew(table) &&
    schema.table(table)?.temporary !== true &&
    schema.object('materialized view', table)?.origin.file !== file.path;
  const cost = costOf(action, context);
  const scanned =
    action.kind === 'create-table' || action.kind === 'alter-table' ? scannedPartition(action, context) : undefined;
  const isScanned = (table: Name): boolean =>
    scanned !== undefined && keyOf(schema.table(scanned)?.name ?? scanned) === keyOf(table);
  return lockedBy(action, context).flatMap(([written, mode], index) => {
    const table = schema.table(written)?.name ?? written;
    return isInUse(written)
      ? [
          {
            table,
            mode,
            rewrites: index === 0 && cost === 'rewrites',
            scans: (index === 0 && cost !== undefined) || isScanned(table),
          },
        ]
      : [];
  });
}

type Locked = readonly [table: Name, mode: LockMode];

function lockedBy(action: Action, context: RuleContext): Locked[] {
  const { schema } = context;
  switch (action.kind) {
    case 'create-table': {
      return [...partitionLocks(action.partitionOf, context), ...referenced(action.constraints, 'SHARE ROW EXCLUSIVE')];
    }
    case 'create-index': {
      return [[action.table, action.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE']];
    }
    case 'add-column': {
      return [[action.table, 'ACCESS EXCLUSIVE'], ...referenced(action.constraints, 'SHARE ROW EXCLUSIVE')];
    }
    case 'add-constraint': {
      const { table, constraint } = action;
      return [
        [table, constraint.kind === 'foreign key' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE'],
        ...referenced([constraint], 'SHARE ROW EXCLUSIVE'),
      ];
    }
    case 'drop-constraint': {
      const known = schema.table(action.table)?.constraints.get(action.name);
      return [
        [action.table, 'ACCESS EXCLUSIVE'],
        ...referenced(known === undefined ? [] : [known], 'ACCESS EXCLUSIVE'),
      ];
    }
    case 'alter-table': {
      return lockedByAlter(action, context);
    }
    case 'insert':
    case 'update':
    case 'delete':
    case 'write-rows': {
      return [[action.table, 'ROW EXCLUSIVE']];
    }
    case 'comment': {
      const table = action.what === 'column' ? action.path.slice(0, -1) : action.path;
      return COMMENTED.has(action.what) ? [[nameFrom(table, 'public'), 'SHARE UPDATE EXCLUSIVE']] : [];
    }
    case 'create': {
      const weaker = WEAKER[action.what];
      const table = action.on ?? action.owner;
      return weaker !== undefined && table !== undefined ? [[table, weaker]] : exclusive(action, context);
    }
    case 'drop': {
      const table = schema.tables.get(schema.index(action.name)?.table ?? '')?.name;
      if (action.what === 'index' && action.concurrently) {
        return table === undefined ? [] : [[table, 'SHARE UPDATE EXCLUSIVE']];
      }
      const keys = action.what === 'table' ? [...(schema.table(action.name)?.constraints.values() ?? [])] : [];
      return [...exclusive(action, context), ...referenced(keys, 'ACCESS EXCLUSIVE')];
    }
    case 'maintain': {
      return lockedByMaintenance(action, context);
    }
    default: {
      return exclusive(action, context);
    }
  }
}

const COMMENTED = new Set(['table', 'column', 'materialized view']);

const WEAKER: Readonly<Record<string, LockMode>> = {
  trigger: 'SHARE ROW EXCLUSIVE',
  statistics: 'SHARE UPDATE EXCLUSIVE',
};

function exclusive(action: Action, { schema }: RuleContext): Locked[] {
  const table = exclusivelyLockedTable(action, schema);
  return table === undefined ? [] : [[table, 'ACCESS EXCLUSIVE']];
}

/** The tables that foreign keys lead to. */
function referenced(constraints: readonly { references: Name | undefined }[], mode: LockMode): Locked[] {
  return constraints.flatMap(({ references }): Locked[] => (references === undefined ? [] : [[references, mode]]));
}

/** The table that gets a partition, and its DEFAULT partition. */
function partitionLocks(parent: Name | undefined, { schema }: RuleContext): Locked[] {
  const rest = parent === undefined ? undefined : defaultPartition(parent, schema)?.name;
  return [parent, rest].flatMap((table): Locked[] => (table === undefined ? [] : [[table, 'ACCESS EXCLUSIVE']]));
}

function lockedByAlter(action: AlterTable, context: RuleContext): Locked[] {
  const { subtype, table, partition } = action;
  if (context.schema.index(table) !== undefined) {
    return []; // ALTER INDEX locks the index alone.
  }
  const parts: Locked[] = partition === undefined ? [] : [[partition, 'ACCESS EXCLUSIVE']];
  if (subtype === 'AT_AttachPartition') {
    const rest = defaultPartition(table, context.schema)?.name;
    return [
      [table, 'SHARE UPDATE EXCLUSIVE'],
      ...parts,
      ...(rest === undefined ? [] : [[rest, 'ACCESS EXCLUSIVE'] as const]),
    ];
  }
  if (/Trig(?:All|User)?$/.test(subtype)) {
    return [[table, 'SHARE ROW EXCLUSIVE']];
  }
  const isWeak = exclusivelyLockedTable(action, context.schema) === undefined;
  return isWeak ? [[table, 'SHARE UPDATE EXCLUSIVE']] : [[table, 'ACCESS EXCLUSIVE'], ...parts];
}

function lockedByMaintenance(
  { does, name, concurrently }: Extract<Action, { kind: 'maintain' }>,
  { schema, statement: { node } }: RuleContext,
): Locked[] {
  if (name === undefined) {
    return [];
  }
  switch (does) {
    case 'reindex': {
      const table = schema.tables.get(schema.index(name)?.table ?? '')?.name ?? name;
      return [[table, concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE']];
    }
    case 'refresh': {
      return [[name, concurrently ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE']];
    }
    case 'lock': {
      const number = 'LockStmt' in node ? (node.LockStmt.mode ?? 0) : 0;
      const mode = LOCK_MODES[number - 1];
      return mode === undefined || mode === 'ACCESS SHARE' ? [] : [[name, mode]];
    }
    case 'vacuum': {
      return [[name, 'SHARE UPDATE EXCLUSIVE']];
    }
    case 'vacuum full':
    case 'cluster': {
      return [[name, 'ACCESS EXCLUSIVE']];
    }
  }
}
