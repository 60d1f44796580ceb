import type { RoleSpec, TypeName } from 'libpg-query';

import { typeText } from '../locate/touched.ts';
import type { Name } from './name.ts';

/** The words of DROP for each kind, by the parse tree's name for it. */
export function kindWords(type: string | undefined): string {
  return (
    KINDS[type ?? ''] ??
    (type ?? '')
      .replace(/^OBJECT_/, '')
      .replaceAll('_', ' ')
      .toLowerCase()
  );
}

const KINDS: Readonly<Record<string, string>> = {
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_DOMCONSTRAINT: 'domain constraint',
  OBJECT_ATTRIBUTE: 'column',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function',
  OBJECT_DOMAIN: 'type',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_FDW: 'foreign data wrapper',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_OPCLASS: 'operator class',
  OBJECT_OPFAMILY: 'operator family',
};

/** The name of what lies in no schema. */
export function withoutSchema(name = ''): Name {
  return { schema: '', name, qualified: false };
}

/** A mapping is known by its user and server. */
export function userMappingName(user: RoleSpec | undefined, server = ''): Name {
  return withoutSchema(`of ${user?.rolename ?? user?.roletype ?? ''} on ${server}`);
}

/** A cast is known by its two types. */
export function castName(types: readonly (TypeName | undefined)[]): Name {
  return withoutSchema(types.map((type) => (type === undefined ? '' : typeText(type))).join(' as '));
}

/** A transform is known by its type and language. */
export function transformName(type: TypeName | undefined, language = ''): Name {
  return withoutSchema(`of ${type === undefined ? '' : typeText(type)} for ${language}`);
}
