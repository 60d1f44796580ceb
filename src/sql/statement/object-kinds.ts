import type { Node, ObjectWithArgs, RoleSpec, TypeName } from 'libpg-query';

import { strings } from '../default-names.ts';
import { nameFrom, type Name } from './name.ts';

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
  OBJECT_PARAMETER_ACL: 'parameter',
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

const WITHOUT_SCHEMA = new Set([
  'schema',
  'extension',
  'language',
  'publication',
  'event trigger',
  'foreign data wrapper',
  'server',
  'access method',
  'subscription',
  'role',
  'database',
  'tablespace',
]);

/** The name of an object in a DROP or ALTER. */
export function namedObject(what: string, object: Node | undefined, searched: string): Name {
  if (object === undefined) {
    return nameFrom([], searched);
  }
  const items = 'List' in object ? (object.List.items ?? []) : [];
  const types = items.flatMap((item) => ('TypeName' in item ? [item.TypeName] : []));
  const parts = pathOf(what, object);
  if (what === 'cast') {
    return castName(types);
  }
  if (what === 'transform') {
    return transformName(types[0], parts.at(-1));
  }
  return WITHOUT_SCHEMA.has(what) ? withoutSchema(parts.at(-1)) : nameFrom(parts, searched);
}

/** The parts of the name of an object in a DROP, COMMENT, GRANT and the like. */
export function pathOf(what: string, object: Node): string[] {
  // An operator class or family has its access method before its name.
  return what === 'operator class' || what === 'operator family' ? partsOf(object).slice(1) : partsOf(object);
}

function partsOf(node: Node): string[] {
  if ('List' in node) {
    return (node.List.items ?? []).flatMap(partsOf);
  }
  if ('TypeName' in node) {
    return strings(node.TypeName.names);
  }
  if ('RangeVar' in node) {
    const { schemaname, relname = '' } = node.RangeVar;
    return schemaname === undefined ? [relname] : [schemaname, relname];
  }
  return 'ObjectWithArgs' in node ? strings(node.ObjectWithArgs.objname) : strings([node]);
}

/** The types of a routine's arguments; undefined where none are written. */
export function argumentsOf(object: Node | undefined): string[] | undefined {
  return object !== undefined && 'ObjectWithArgs' in object ? argumentTypes(object.ObjectWithArgs) : undefined;
}

export function argumentTypes({ objargs = [], args_unspecified: none }: ObjectWithArgs): string[] | undefined {
  return none === true ? undefined : objargs.flatMap((arg) => ('TypeName' in arg ? [typeText(arg.TypeName)] : []));
}

/** The names that `format_type` writes for those of the parser. */
const TYPES: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
  varbit: 'bit varying',
  decimal: 'numeric',
  time: 'time without time zone',
  timetz: 'time with time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
};

/** A type without its schema and modifiers, so that it can be compared. */
export function typeText({ names, arrayBounds }: TypeName): string {
  return typeNamed(strings(names).at(-1) ?? '') + (arrayBounds === undefined ? '' : '[]');
}

export function typeNamed(name: string): string {
  return TYPES[name] ?? name;
}
