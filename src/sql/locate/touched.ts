import type { Node, ObjectWithArgs, RangeVar, TypeName } from 'libpg-query';

import { strings, type DefaultName } from '../default-names.ts';

/**
 * What has names of its own. Tables, views, indexes, sequences and types share one group, as they nearly do in
 * PostgreSQL; the parse tree does not always tell them apart.
 */
export type Group =
  | 'relation'
  | 'rows'
  | 'column'
  | 'constraint'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'routine'
  | 'operator'
  | 'cast'
  | 'setting'
  | 'default privileges'
  | 'other';

/** One object that a statement makes, alters or drops, as it is named there. */
export interface Touched {
  group: Group;
  /** With the schema if that is written; what belongs to a table has the table's name before its own. */
  path: readonly string[];
  /** How PostgreSQL names it, in place of the last part of the path. */
  given?: DefaultName;
  /** The types of a routine's arguments, if they are written. */
  args?: readonly string[];
  /** Only a part of it is touched: a table's column. */
  part?: true;
  /** Everything that the path's schema holds is touched, whatever its name. */
  all?: true;
}

const GROUPS: Readonly<Record<string, Group>> = {
  OBJECT_TABLE: 'relation',
  OBJECT_VIEW: 'relation',
  OBJECT_MATVIEW: 'relation',
  OBJECT_FOREIGN_TABLE: 'relation',
  OBJECT_INDEX: 'relation',
  OBJECT_SEQUENCE: 'relation',
  OBJECT_TYPE: 'relation',
  OBJECT_DOMAIN: 'relation',
  OBJECT_COLUMN: 'column',
  OBJECT_ATTRIBUTE: 'column',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_DOMCONSTRAINT: 'constraint',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
  OBJECT_RULE: 'rule',
  OBJECT_FUNCTION: 'routine',
  OBJECT_PROCEDURE: 'routine',
  OBJECT_ROUTINE: 'routine',
  OBJECT_AGGREGATE: 'routine',
  OBJECT_OPERATOR: 'operator',
  OBJECT_CAST: 'cast',
};

/** The group by the parse tree's name of a kind. */
export function groupOf(type: string | undefined): Group {
  return GROUPS[type ?? ''] ?? 'other';
}

export function relationPath({ schemaname, relname }: RangeVar): string[] {
  return [...(schemaname === undefined ? [] : [schemaname]), relname ?? ''];
}

/** The object of a COMMENT, DROP, GRANT and the like. */
export function objectNamed(type: string | undefined, node: Node): Touched {
  const group = groupOf(type);
  if ('ObjectWithArgs' in node) {
    return routineNamed(group, node.ObjectWithArgs);
  }
  const path = pathOf(node);
  // An operator class or family has its access method before its name.
  return { group, path: type === 'OBJECT_OPCLASS' || type === 'OBJECT_OPFAMILY' ? path.slice(1) : path };
}

export function routineNamed(group: Group, { objname, objargs, args_unspecified: none }: ObjectWithArgs): Touched {
  const args = (objargs ?? []).flatMap((arg) => ('TypeName' in arg ? [typeText(arg.TypeName)] : []));
  return { group, path: strings(objname), ...(none === true ? {} : { args }) };
}

function pathOf(node: Node): string[] {
  if ('List' in node) {
    return (node.List.items ?? []).flatMap(pathOf);
  }
  if ('TypeName' in node) {
    return strings(node.TypeName.names);
  }
  return 'RangeVar' in node ? relationPath(node.RangeVar) : strings([node]);
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
