import type { CatalogObject, ObjectKind } from '../snapshot/catalog-object.ts';
import { alterColumn } from './kinds/alter-column.ts';
import { createColumn, dropColumn } from './kinds/columns.ts';
import type { Derived } from './owner-and-comment.ts';
import { alterConstraint, createConstraint, dropConstraint } from './kinds/constraints.ts';
import {
  alterDatabase,
  alterEventTrigger,
  alterExtension,
  alterNothing,
  alterPrivileges,
  alterSetting,
  createEventTrigger,
  createExtension,
  createSchema,
  createSetting,
  defaultPrivilegesChange,
  dropNamed,
  dropSetting,
} from './kinds/database.ts';
import { alterDefinition, createDefinition, dropDefinition } from './kinds/simple-objects.ts';
import {
  alterForeign,
  alterPublication,
  createForeign,
  createPublication,
  createPublished,
  dropPublished,
} from './kinds/foreign-data-and-publications.ts';
import {
  alterDefined,
  alterPolicy,
  alterStatistics,
  createDefined,
  createPolicy,
  createStatistics,
  dropWithin,
} from './kinds/triggers-and-policies.ts';
import { alterIndex, createIndex, dropIndex } from './kinds/indexes.ts';
import { alterRoutine, createRoutine, dropRoutine } from './kinds/routines.ts';
import { alterSequence, belongsTo, createSequence } from './kinds/sequences.ts';
import { alterTable, createTable, dropTable } from './kinds/tables.ts';
import { alterAttribute, alterType, createAttribute, createType, dropAttribute, dropType } from './kinds/types.ts';
import { alterView, createView, dropView } from './kinds/views.ts';
import type { Changed, DiffContext } from './diff-context.ts';

/** How the objects of one kind are fixed; what a kind has no function for cannot be derived. */
export interface Reverter {
  /** Nothing if it comes with something else that is made. */
  create?: (object: CatalogObject, context: DiffContext) => Derived;
  /** Nothing if it goes with something else that is dropped. */
  drop?: (object: CatalogObject, context: DiffContext) => Derived;
  /** `anew` if it has to be dropped and made; owner, privileges and comment are seen to elsewhere. */
  alter?: (change: Changed, context: DiffContext) => Derived | 'recreate';
}

const routine: Reverter = { create: createRoutine, drop: dropRoutine, alter: alterRoutine };
const type: Reverter = { create: createType, drop: dropType, alter: alterType };
const table: Reverter = { create: createTable, drop: dropTable, alter: alterTable };
const view: Reverter = { create: createView, drop: dropView, alter: alterView };
const defined: Reverter = { create: createDefined, drop: dropWithin, alter: alterDefined };
const definition: Reverter = { create: createDefinition, drop: dropDefinition, alter: alterDefinition };
const foreign: Reverter = { create: createForeign, drop: dropNamed, alter: alterForeign };

/** In the order in which they are made; they are dropped in the opposite one. */
export const REVERTERS_BY_KIND: Readonly<Partial<Record<ObjectKind, Reverter>>> = {
  schema: { create: createSchema, drop: dropNamed, alter: alterNothing },
  extension: { create: createExtension, drop: dropNamed, alter: alterExtension },
  'access method': definition,
  language: definition,
  'foreign-data wrapper': foreign,
  'foreign server': foreign,
  'user mapping': foreign,
  collation: definition,
  enum: type,
  'composite type': type,
  attribute: { create: createAttribute, drop: dropAttribute, alter: alterAttribute },
  'base type': type,
  'range type': type,
  domain: type,
  sequence: {
    create: createSequence,
    drop: (sequence, context) => {
      const column = belongsTo(sequence)?.column;
      const gone =
        belongsTo(sequence)?.how === 'identity' || (column !== undefined && context.isAdded(`column ${column}`));
      return gone ? [] : dropNamed(sequence);
    },
    alter: alterSequence,
  },
  'foreign table': table,
  table,
  column: { create: createColumn, drop: dropColumn, alter: alterColumn },
  constraint: { create: createConstraint, drop: dropConstraint, alter: alterConstraint },
  view,
  'materialized view': view,
  index: { create: createIndex, drop: dropIndex, alter: alterIndex },
  function: routine,
  procedure: routine,
  aggregate: definition,
  operator: definition,
  'operator family': {
    // One of PostgreSQL's own, to which something was added.
    drop: (family) => (family.name.startsWith('pg_catalog.') ? undefined : dropNamed(family)),
    alter: alterNothing,
  },
  'operator class': {
    drop: (object, context) =>
      context.isAdded(`operator family ${object.definition['family']}${/ USING .*$/s.exec(object.name)?.[0] ?? ''}`)
        ? []
        : dropNamed(object),
    alter: alterNothing,
  },
  cast: definition,
  transform: definition,
  conversion: definition,
  'text search parser': definition,
  'text search template': definition,
  'text search dictionary': definition,
  'text search configuration': { drop: dropNamed, alter: alterNothing },
  rule: defined,
  trigger: defined,
  policy: { create: createPolicy, drop: dropWithin, alter: alterPolicy },
  statistics: { create: createStatistics, drop: dropNamed, alter: alterStatistics },
  'event trigger': { create: createEventTrigger, drop: dropNamed, alter: alterEventTrigger },
  publication: { create: createPublication, drop: dropNamed, alter: alterPublication },
  'published table': { create: createPublished, drop: dropPublished, alter: () => 'recreate' },
  'large object': { drop: (object) => [`SELECT lo_unlink(${object.name})`], alter: alterNothing },
  database: { alter: alterDatabase },
  setting: { create: createSetting, drop: dropSetting, alter: alterSetting },
  'default privileges': {
    create: (object) => defaultPrivilegesChange(object, undefined),
    drop: (object) => defaultPrivilegesChange(undefined, object),
    alter: ({ before, after }) => defaultPrivilegesChange(before, after),
  },
  privileges: { alter: alterPrivileges },
  'row type': { alter: alterNothing },
};

const RANKS = new Map(Object.keys(REVERTERS_BY_KIND).map((kind, rank) => [kind, rank]));

/** Where a kind stands in that order. */
export function rankOf(kind: ObjectKind): number {
  return RANKS.get(kind) ?? RANKS.size;
}

/** Whether what all kinds have in common is to be fixed by itself; some kinds have it all in their own. */
export function hasCommon(kind: ObjectKind): boolean {
  return kind !== 'default privileges' && kind !== 'privileges' && kind !== 'database' && kind !== 'setting';
}
