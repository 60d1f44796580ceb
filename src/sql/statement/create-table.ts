import type { CreateStmt, CreateTableAsStmt, IntoClause } from 'libpg-query';

import { relationName } from './name.ts';
import type { ColumnSpec, ConstraintSpec, CreateTable } from './action.ts';
import { columnSpec, constraintSpec, type ParseContext } from './table-parts.ts';

/** CREATE TABLE and CREATE FOREIGN TABLE. */
export function createTableAction(create: CreateStmt, context: ParseContext): CreateTable[] {
  const { relation, tableElts = [], inhRelations = [], partbound, partspec, oncommit, ofTypename } = create;
  if (relation === undefined) {
    return [];
  }
  const table = relationName(relation, context.searched);
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  let hasMore = ofTypename !== undefined || inhRelations.length > 0;
  for (const element of tableElts) {
    if ('ColumnDef' in element) {
      const spec = columnSpec(element.ColumnDef, table.name, context);
      columns.push(spec.column);
      constraints.push(...spec.constraints);
    } else if ('Constraint' in element) {
      constraints.push(...[constraintSpec(element.Constraint, table.name, undefined, context) ?? []].flat());
    } else {
      hasMore = true;
    }
  }
  const [parent] = inhRelations;
  return [
    {
      kind: 'create-table',
      table,
      guarded: create.if_not_exists === true,
      temporary: relation.relpersistence === 't',
      dropsAtCommit: oncommit === 'ONCOMMIT_DROP',
      columns: columns.map((column) => ({ ...column, notNull: column.notNull || inKey(column, constraints) })),
      constraints,
      hasMore,
      partitionOf:
        partbound !== undefined && parent !== undefined && 'RangeVar' in parent
          ? relationName(parent.RangeVar, context.searched)
          : undefined,
      partitioned: partspec !== undefined,
      index: context.offsetOf(undefined),
    },
  ];
}

function inKey({ name }: ColumnSpec, constraints: readonly ConstraintSpec[]): boolean {
  return constraints.some(({ kind, columns }) => kind === 'primary key' && columns.includes(name));
}

/** CREATE TABLE … AS; a materialized view is made by the same statement, and is none. */
export function createTableAsAction(
  { into, if_not_exists: guard }: CreateTableAsStmt,
  context: ParseContext,
): CreateTable[] {
  return tableFrom(into, guard === true, context);
}

/** SELECT … INTO; in PL/pgSQL that sets a variable. */
export function selectIntoAction(into: IntoClause | undefined, context: ParseContext): CreateTable[] {
  return context.inBody ? [] : tableFrom(into, false, context);
}

function tableFrom(into: IntoClause | undefined, guarded: boolean, context: ParseContext): CreateTable[] {
  const relation = into?.rel;
  if (relation === undefined) {
    return [];
  }
  return [
    {
      kind: 'create-table',
      table: relationName(relation, context.searched),
      guarded,
      temporary: relation.relpersistence === 't',
      dropsAtCommit: into?.onCommit === 'ONCOMMIT_DROP',
      columns: [],
      constraints: [],
      hasMore: true,
      partitionOf: undefined,
      partitioned: false,
      index: context.offsetOf(undefined),
    },
  ];
}
