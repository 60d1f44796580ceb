import type { Node, RangeVar } from 'libpg-query';

import type { SqlStatement } from './parse-statements.ts';

type SchemaObjectKind = 'relation' | 'column' | 'constraint' | 'type' | 'schema' | 'function';

/** Something a migration makes or takes away, as it is named there. */
export interface SchemaObject {
  kind: SchemaObjectKind;
  /** With its schema if that is written. */
  name: readonly string[];
  /** The table of a column or constraint, or of an index. */
  table?: readonly string[];
}

export interface SchemaEffect {
  change: 'create' | 'drop';
  object: SchemaObject;
}

/**
 * What statements plainly do to the schema: objects created, dropped and renamed (a drop and a create). What a DO block
 * or a function does is not seen.
 */
export function schemaEffects(statements: readonly SqlStatement[]): SchemaEffect[] {
  return statements.flatMap(({ node }) => effectsOf(node));
}

function effectsOf(node: Node): SchemaEffect[] {
  if ('CreateStmt' in node) {
    return createRelation(node.CreateStmt.relation);
  }
  if ('CreateTableAsStmt' in node) {
    return createRelation(node.CreateTableAsStmt.into?.rel);
  }
  if ('ViewStmt' in node) {
    return createRelation(node.ViewStmt.view);
  }
  if ('CreateSeqStmt' in node) {
    return createRelation(node.CreateSeqStmt.sequence);
  }
  if ('IndexStmt' in node) {
    const { idxname, relation } = node.IndexStmt;
    // An index without a name is given one by the server.
    return idxname === undefined || relation === undefined
      ? []
      : [create({ kind: 'relation', name: qualified(relation.schemaname, idxname), table: relationName(relation) })];
  }
  if ('CreateSchemaStmt' in node) {
    const { schemaname } = node.CreateSchemaStmt;
    return schemaname === undefined ? [] : [create({ kind: 'schema', name: [schemaname] })];
  }
  if ('CreateEnumStmt' in node) {
    return [create({ kind: 'type', name: names(node.CreateEnumStmt.typeName) })];
  }
  if ('CreateDomainStmt' in node) {
    return [create({ kind: 'type', name: names(node.CreateDomainStmt.domainname) })];
  }
  if ('CompositeTypeStmt' in node) {
    const { typevar } = node.CompositeTypeStmt;
    return typevar === undefined ? [] : [create({ kind: 'type', name: relationName(typevar) })];
  }
  if ('CreateFunctionStmt' in node) {
    return [create({ kind: 'function', name: names(node.CreateFunctionStmt.funcname) })];
  }
  if ('AlterTableStmt' in node) {
    const { relation, cmds } = node.AlterTableStmt;
    return relation === undefined ? [] : (cmds ?? []).flatMap((command) => alteration(command, relationName(relation)));
  }
  if ('RenameStmt' in node) {
    return renaming(node.RenameStmt);
  }
  return 'DropStmt' in node ? dropping(node.DropStmt) : [];
}

function createRelation(relation: RangeVar | undefined): SchemaEffect[] {
  return relation === undefined || relation.relpersistence === 't'
    ? []
    : [create({ kind: 'relation', name: relationName(relation) })];
}

function alteration(command: Node, table: readonly string[]): SchemaEffect[] {
  if (!('AlterTableCmd' in command)) {
    return [];
  }
  const { subtype, name, def } = command.AlterTableCmd;
  if (subtype === 'AT_AddColumn' && def !== undefined && 'ColumnDef' in def && def.ColumnDef.colname !== undefined) {
    return [create({ kind: 'column', name: [def.ColumnDef.colname], table })];
  }
  if (
    subtype === 'AT_AddConstraint' &&
    def !== undefined &&
    'Constraint' in def &&
    def.Constraint.conname !== undefined
  ) {
    return [create({ kind: 'constraint', name: [def.Constraint.conname], table })];
  }
  if (name !== undefined && (subtype === 'AT_DropColumn' || subtype === 'AT_DropConstraint')) {
    return [drop({ kind: subtype === 'AT_DropColumn' ? 'column' : 'constraint', name: [name], table })];
  }
  return [];
}

function renaming({
  renameType,
  relation,
  subname,
  newname,
}: Extract<Node, { RenameStmt: unknown }>['RenameStmt']): SchemaEffect[] {
  if (relation === undefined || newname === undefined) {
    return [];
  }
  const table = relationName(relation);
  if (renameType === 'OBJECT_COLUMN' || renameType === 'OBJECT_TABCONSTRAINT') {
    const kind = renameType === 'OBJECT_COLUMN' ? 'column' : 'constraint';
    return subname === undefined
      ? []
      : [drop({ kind, name: [subname], table }), create({ kind, name: [newname], table })];
  }
  return DROPPED[renameType ?? ''] === 'relation'
    ? [
        drop({ kind: 'relation', name: table }),
        create({ kind: 'relation', name: qualified(relation.schemaname, newname) }),
      ]
    : [];
}

const DROPPED: Partial<Record<string, SchemaObjectKind>> = {
  OBJECT_TABLE: 'relation',
  OBJECT_INDEX: 'relation',
  OBJECT_VIEW: 'relation',
  OBJECT_MATVIEW: 'relation',
  OBJECT_SEQUENCE: 'relation',
  OBJECT_SCHEMA: 'schema',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
};

function dropping({ removeType, objects }: Extract<Node, { DropStmt: unknown }>['DropStmt']): SchemaEffect[] {
  const kind = DROPPED[removeType ?? ''];
  return kind === undefined ? [] : (objects ?? []).map((object) => drop({ kind, name: objectName(object) }));
}

function objectName(node: Node): string[] {
  if ('List' in node) {
    return names(node.List.items);
  }
  if ('TypeName' in node) {
    return names(node.TypeName.names);
  }
  if ('ObjectWithArgs' in node) {
    return names(node.ObjectWithArgs.objname);
  }
  return names([node]);
}

function names(nodes: Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) =>
    'String' in node && node.String.sval !== undefined ? [node.String.sval] : [],
  );
}

function relationName({ schemaname, relname }: RangeVar): string[] {
  return qualified(schemaname, relname ?? '');
}

function qualified(schema: string | undefined, name: string): string[] {
  return schema === undefined ? [name] : [schema, name];
}

function create(object: SchemaObject): SchemaEffect {
  return { change: 'create', object };
}

function drop(object: SchemaObject): SchemaEffect {
  return { change: 'drop', object };
}
