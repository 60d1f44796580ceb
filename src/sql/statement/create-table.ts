import type { CreateStmt, IntoClause } from 'libpg-query';

import { defaultIndexName } from '../default-names.ts';
import type { CreateTable } from './action.ts';
import type { ActionReaders, ParseContext } from './action-readers.ts';
import { createMaterializedView } from './create-object.ts';
import { expression } from './expression.ts';
import { indexCoverage, repeatedKey, withDefaultOrder } from './index-coverage.ts';
import { relationName } from './name.ts';
import { columnSpec, constraintSpec } from './table-parts.ts';
import type { ColumnSpec, ConstraintSpec } from './table-spec.ts';

export const CREATE_TABLE: ActionReaders = {
  CreateStmt: createTable,
  CreateForeignTableStmt: ({ base }, context) => (base === undefined ? [] : createTable(base, context)),
  CreateTableAsStmt: (node, context) =>
    node.objtype === 'OBJECT_MATVIEW'
      ? createMaterializedView(node, context)
      : tableFromQuery(node.into, node.if_not_exists === true, context),
  IndexStmt(index, context) {
    const { relation, idxname, unique, concurrent, indexParams = [], whereClause } = index;
    if (relation === undefined) {
      return [];
    }
    const table = relationName(relation, context.searched);
    return [
      {
        kind: 'create-index',
        table,
        name: idxname === undefined ? undefined : { ...table, name: idxname },
        given: defaultIndexName(index),
        unique: unique === true,
        concurrently: concurrent === true,
        only: relation.inh !== true,
        guarded: index.if_not_exists === true,
        columns: indexParams.map((each) => ('IndexElem' in each ? (each.IndexElem.name ?? '') : '')),
        mentioned: [
          ...[...indexParams, ...(index.indexIncludingParams ?? [])].flatMap((each) =>
            'IndexElem' in each ? [each.IndexElem.name ?? '', ...expression(each.IndexElem.expr ?? {}).columns] : [],
          ),
          ...expression(whereClause ?? {}).columns,
        ],
        partial: whereClause !== undefined,
        nullsNotDistinct: index.nulls_not_distinct === true,
        repeated: repeatedKey(index),
        coverage: indexCoverage(index),
        // pg_dump writes the casts that the server adds.
        shape: expression({
          ...index,
          idxname: undefined,
          concurrent: undefined,
          relation: table.name,
          indexParams: indexParams.map(withDefaultOrder),
        }).bare,
        index: context.offsetOf(undefined),
      },
    ];
  },
};

function createTable(create: CreateStmt, context: ParseContext): CreateTable[] {
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
      temporary: relation.relpersistence === 't' || relation.schemaname === 'pg_temp',
      dropsAtCommit: oncommit === 'ONCOMMIT_DROP',
      columns: columns.map((column) => ({ ...column, notNull: column.notNull || inKey(column, constraints) })),
      constraints,
      hasMore,
      fromQuery: false,
      partitionOf:
        partbound !== undefined && parent !== undefined && 'RangeVar' in parent
          ? relationName(parent.RangeVar, context.searched)
          : undefined,
      isDefaultPartition: partbound?.is_default === true,
      partitioned: partspec !== undefined,
      partitionKey: (partspec?.partParams ?? []).flatMap((each) =>
        'PartitionElem' in each ? (each.PartitionElem.name ?? expression(each.PartitionElem.expr ?? {}).columns) : [],
      ),
      unlogged: relation.relpersistence === 'u',
      index: context.offsetOf(undefined),
    },
  ];
}

function inKey({ name }: ColumnSpec, constraints: readonly ConstraintSpec[]): boolean {
  return constraints.some(({ kind, columns }) => kind === 'primary key' && columns.includes(name));
}

/** The table that CREATE TABLE … AS or SELECT … INTO makes. */
export function tableFromQuery(into: IntoClause | undefined, guarded: boolean, context: ParseContext): CreateTable[] {
  const relation = into?.rel;
  return relation === undefined
    ? []
    : createTable({ relation, if_not_exists: guarded, oncommit: into?.onCommit ?? 'ONCOMMIT_NOOP' }, context).map(
        (table) => ({ ...table, hasMore: true, fromQuery: true }),
      );
}
