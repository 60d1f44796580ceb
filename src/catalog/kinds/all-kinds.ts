import { columns } from './columns.ts';
import { constraints } from './constraints.ts';
import { databaseKinds } from './database.ts';
import { foreignDataKinds } from './foreign-data.ts';
import { indexes, statistics } from './indexes.ts';
import type { KindQuery } from './kind-query.ts';
import { languageKinds } from './languages.ts';
import { localeKinds } from './locale.ts';
import { operatorKinds } from './operators.ts';
import { privilegeKinds } from './privileges.ts';
import { relationKinds } from './relations.ts';
import { replicationKinds } from './replication.ts';
import { roleKinds } from './roles.ts';
import { routineKinds } from './routines.ts';
import { schemaKinds } from './schemas.ts';
import { sequences } from './sequences.ts';
import { textSearchKinds } from './text-search.ts';
import { triggerKinds } from './triggers.ts';
import { typeKinds } from './types.ts';

/** Every kind that a snapshot describes; parents come before their parts. */
export const ALL_KINDS: readonly KindQuery[] = [
  ...schemaKinds,
  ...relationKinds,
  ...typeKinds,
  ...replicationKinds,
  columns,
  constraints,
  indexes,
  sequences,
  ...routineKinds,
  ...triggerKinds,
  statistics,
  ...operatorKinds,
  ...textSearchKinds,
  ...foreignDataKinds,
  ...localeKinds,
  ...languageKinds,
  ...privilegeKinds,
  ...roleKinds,
  ...databaseKinds,
];
