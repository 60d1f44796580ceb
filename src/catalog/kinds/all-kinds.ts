import { columns } from './columns.ts';
import { constraints } from './constraints.ts';
import { database, settings, tablespaces } from './database.ts';
import { extensions } from './extensions.ts';
import { foreignDataWrappers, foreignServers, userMappings } from './foreign-data.ts';
import { indexes } from './indexes.ts';
import type { KindQuery } from './kind-query.ts';
import { accessMethods, languages, transforms } from './languages.ts';
import { largeObjects } from './large-objects.ts';
import { collations, conversions } from './locale.ts';
import { casts, operatorClasses, operatorFamilies, operators } from './operators.ts';
import { defaultPrivileges, parameters, systemPrivileges } from './privileges.ts';
import { foreignTables, relations } from './relations.ts';
import { publications, publishedTables, replicationOrigins, subscriptions } from './replication.ts';
import { roleMemberships, roles } from './roles.ts';
import { aggregates, routines } from './routines.ts';
import { schemas } from './schemas.ts';
import { sequences } from './sequences.ts';
import { statistics } from './statistics.ts';
import {
  textSearchConfigurations,
  textSearchDictionaries,
  textSearchParsers,
  textSearchTemplates,
} from './text-search.ts';
import { eventTriggers, internalTriggers, policies, rules, triggers } from './triggers.ts';
import { baseTypes, rangeTypes, types } from './types.ts';

/** Everything that a snapshot asks a server, parents before what belongs to them. */
export const ALL_KINDS: readonly KindQuery[] = [
  schemas,
  relations,
  foreignTables,
  types,
  rangeTypes,
  baseTypes,
  publications,
  columns,
  constraints,
  indexes,
  sequences,
  routines,
  aggregates,
  triggers,
  internalTriggers,
  eventTriggers,
  rules,
  policies,
  statistics,
  extensions,
  operators,
  operatorClasses,
  operatorFamilies,
  casts,
  textSearchParsers,
  textSearchTemplates,
  textSearchDictionaries,
  textSearchConfigurations,
  publishedTables,
  subscriptions,
  replicationOrigins,
  foreignDataWrappers,
  foreignServers,
  userMappings,
  collations,
  conversions,
  languages,
  transforms,
  accessMethods,
  largeObjects,
  defaultPrivileges,
  systemPrivileges,
  parameters,
  roles,
  roleMemberships,
  database,
  settings,
  tablespaces,
];
