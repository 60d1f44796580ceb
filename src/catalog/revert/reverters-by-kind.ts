import type { CatalogObject, ObjectKind } from '../snapshot/catalog-object.ts';
import type { Changed, Derived, DiffContext } from './diff-context.ts';
import { alterColumn } from './kinds/alter-column.ts';
import { createColumn, dropColumn } from './kinds/columns.ts';
import { alterConstraint, createConstraint, dropConstraint } from './kinds/constraints.ts';
import * as database from './kinds/database.ts';
import * as foreign from './kinds/foreign-data-and-publications.ts';
import { alterIndex, createIndex, dropIndex } from './kinds/indexes.ts';
import { alterRoutine, createRoutine, dropRoutine } from './kinds/routines.ts';
import { alterSequence, createSequence, dropSequence } from './kinds/sequences.ts';
import { alterDefinition, createDefinition, dropDefinition } from './kinds/simple-objects.ts';
import { alterTable, createTable } from './kinds/tables.ts';
import { alterConfiguration, createConfiguration } from './kinds/text-search.ts';
import * as triggers from './kinds/triggers-and-policies.ts';
import { alterAttribute, alterType, createAttribute, createType, dropAttribute } from './kinds/types.ts';
import { alterView, createView } from './kinds/views.ts';
import { dropNamed } from './sql-nouns.ts';

/** How to revert the objects of one kind. Without a function no statement can be derived. */
export interface Reverter {
  /** Empty if another object's statement creates it. */
  create?: (object: CatalogObject, context: DiffContext) => Derived;
  /** Empty if it is dropped with another object. */
  drop?: (object: CatalogObject, context: DiffContext) => Derived;
  /** `recreate`: drop and create. Owner, privileges and comment are reverted separately. */
  alter?: (change: Changed, context: DiffContext) => Derived | 'recreate';
}

const { alterNothing } = database;

const routine: Reverter = { create: createRoutine, drop: dropRoutine, alter: alterRoutine };
const type: Reverter = { create: createType, drop: dropNamed, alter: alterType };
const table: Reverter = { create: createTable, drop: dropNamed, alter: alterTable };
const view: Reverter = { create: createView, drop: dropNamed, alter: alterView };
const defined: Reverter = { create: triggers.createDefined, drop: triggers.dropWithin, alter: triggers.alterDefined };
const definition: Reverter = { create: createDefinition, drop: dropDefinition, alter: alterDefinition };
const foreignData: Reverter = { create: foreign.createForeign, drop: dropNamed, alter: foreign.alterForeign };

/** In the order of creation; objects are dropped in the reverse order. */
export const REVERTERS_BY_KIND: Readonly<Partial<Record<ObjectKind, Reverter>>> = {
  // Before all others, so that they are dropped last: objects can have privileges for them.
  role: { drop: dropNamed },
  'role membership': { drop: dropMembership },
  schema: { create: database.createSchema, drop: dropNamed, alter: alterNothing },
  extension: { create: database.createExtension, drop: dropNamed, alter: database.alterExtension },
  'access method': definition,
  language: definition,
  'foreign-data wrapper': foreignData,
  'foreign server': foreignData,
  'user mapping': foreignData,
  collation: definition,
  enum: type,
  'composite type': type,
  attribute: { create: createAttribute, drop: dropAttribute, alter: alterAttribute },
  'base type': type,
  'range type': type,
  domain: type,
  sequence: { create: createSequence, drop: dropSequence, alter: alterSequence },
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
    // A built-in family with additional members cannot be dropped.
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
  'text search configuration': { create: createConfiguration, drop: dropNamed, alter: alterConfiguration },
  rule: defined,
  trigger: defined,
  policy: { create: triggers.createPolicy, drop: triggers.dropWithin, alter: triggers.alterPolicy },
  statistics: { create: triggers.createStatistics, drop: dropNamed, alter: triggers.alterStatistics },
  'event trigger': { create: triggers.createEventTrigger, drop: dropNamed, alter: triggers.alterEventTrigger },
  publication: { create: foreign.createPublication, drop: dropNamed, alter: foreign.alterPublication },
  'published table': { create: foreign.createPublished, drop: foreign.dropPublished, alter: () => 'recreate' },
  'large object': { drop: dropLargeObject, alter: alterNothing },
  database: { alter: database.alterDatabase },
  setting: { create: database.createSetting, drop: database.dropSetting, alter: database.alterSetting },
  'default privileges': {
    create: (object) => database.defaultPrivilegesChange(object, undefined),
    drop: (object) => database.defaultPrivilegesChange(undefined, object),
    alter: ({ before, after }) => database.defaultPrivilegesChange(before, after),
  },
  privileges: { alter: database.alterPrivileges },
  'row type': { alter: alterNothing },
};

const RANKS = new Map(Object.keys(REVERTERS_BY_KIND).map((kind, rank) => [kind, rank]));

/** The position of a kind in this order. */
export function rankOf(kind: ObjectKind): number {
  return RANKS.get(kind) ?? RANKS.size;
}

/** Whether owner, privileges and comment are reverted separately; some kinds revert them themselves. */
export function hasCommon(kind: ObjectKind): boolean {
  return kind !== 'default privileges' && kind !== 'privileges' && kind !== 'database' && kind !== 'setting';
}

/** A membership goes with its role. */
function dropMembership({ name }: CatalogObject, context: DiffContext): Derived {
  const [, member = '', role = ''] = /^(.*) in (.*) granted by /s.exec(name) ?? [];
  return [member, role].some((each) => context.isAdded(`role ${each}`)) ? [] : undefined;
}

/** Smaller OIDs are never chosen by the server (FirstNormalObjectId). */
const FIRST_CHOSEN_OID = 16_384;

/** Nothing for an OID that the server has chosen: in another database it is another large object. */
function dropLargeObject({ name }: CatalogObject): Derived {
  return Number(name) >= FIRST_CHOSEN_OID ? undefined : [`SELECT lo_unlink(${name})`];
}
