import type { DropStmt, Node, RenameStmt } from 'libpg-query';

import { strings } from '../default-names.ts';
import { nameFrom, relationName, type Name } from './name.ts';
import type { Action, Drop } from './action.ts';
import { castName, kindWords, transformName, userMappingName, withoutSchema } from './object-kinds.ts';
import type { ParseContext } from './table-parts.ts';

const ON_TABLE = new Set(['trigger', 'policy', 'rule']);
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
]);

/** What `dropOrRenameAction` reads. */
export const DROP_OR_RENAME_NODE_TYPES = [
  'DropStmt',
  'DropdbStmt',
  'DropRoleStmt',
  'DropUserMappingStmt',
  'DropSubscriptionStmt',
  'RenameStmt',
  'AlterObjectSchemaStmt',
] as const;

/** Drops, renames and moves to another schema; undefined for another statement. */
export function dropOrRenameAction(node: Node, context: ParseContext): Action[] | undefined {
  if ('DropStmt' in node) {
    return dropActions(node.DropStmt, context);
  }
  if ('DropdbStmt' in node) {
    const { dbname, missing_ok: missingOk } = node.DropdbStmt;
    return [dropOf('database', withoutSchema(dbname), missingOk, context)];
  }
  if ('DropRoleStmt' in node) {
    const { roles = [], missing_ok: missingOk } = node.DropRoleStmt;
    return roleNames(roles).map((name) => dropOf('role', withoutSchema(name), missingOk, context));
  }
  if ('DropUserMappingStmt' in node) {
    const { user, servername, missing_ok: missingOk } = node.DropUserMappingStmt;
    return [dropOf('user mapping', userMappingName(user, servername), missingOk, context)];
  }
  if ('DropSubscriptionStmt' in node) {
    const { subname, missing_ok: missingOk } = node.DropSubscriptionStmt;
    return [dropOf('subscription', withoutSchema(subname), missingOk, context)];
  }
  if ('RenameStmt' in node) {
    return renameAction(node.RenameStmt, context);
  }
  if ('AlterObjectSchemaStmt' in node) {
    const { objectType, relation, object, newschema = '', missing_ok: missingOk } = node.AlterObjectSchemaStmt;
    const what = kindWords(objectType);
    const name = relation === undefined ? namedObject(what, object, context) : relationName(relation, context.searched);
    return [
      { kind: 'move', what, name, schema: newschema, guarded: missingOk === true, index: context.offsetOf(undefined) },
    ];
  }
  return undefined;
}

/** A drop of what lies in no schema. */
function dropOf(what: string, name: Name, missingOk: boolean | undefined, context: ParseContext): Drop {
  return {
    kind: 'drop',
    what,
    name,
    on: undefined,
    guarded: missingOk === true,
    cascade: false,
    concurrently: false,
    index: context.offsetOf(undefined),
  };
}

function roleNames(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => ('RoleSpec' in node ? [node.RoleSpec.rolename ?? ''] : []));
}

function dropActions(
  { removeType, objects = [], missing_ok: missingOk, behavior, concurrent }: DropStmt,
  context: ParseContext,
): Action[] {
  const what = kindWords(removeType);
  return objects.map((object) => {
    const parts = partsOf(object);
    const on = ON_TABLE.has(what) ? nameFrom(parts.slice(0, -1), context.searched) : undefined;
    const name = on === undefined ? namedObject(what, object, context) : onTable(on, parts);
    return {
      kind: 'drop',
      what,
      name,
      on,
      guarded: missingOk === true,
      cascade: behavior === 'DROP_CASCADE',
      concurrently: concurrent === true,
      index: context.offsetOf(undefined),
    };
  });
}

/** The name of an object in a DROP or ALTER. */
function namedObject(what: string, object: Node | undefined, { searched }: ParseContext): Name {
  if (object === undefined) {
    return nameFrom([], searched);
  }
  const items = 'List' in object ? (object.List.items ?? []) : [];
  const types = items.flatMap((item) => ('TypeName' in item ? [item.TypeName] : []));
  const parts = partsOf(object);
  if (what === 'cast') {
    return castName(types);
  }
  if (what === 'transform') {
    return transformName(types[0], parts.at(-1));
  }
  // The first part is the access method.
  const path = what === 'operator class' || what === 'operator family' ? parts.slice(1) : parts;
  return WITHOUT_SCHEMA.has(what) ? withoutSchema(parts.at(-1)) : nameFrom(path, searched);
}

function onTable({ schema }: Name, parts: readonly string[]): Name {
  return { schema, name: parts.at(-1) ?? '', qualified: false };
}

function renameAction(stmt: RenameStmt, context: ParseContext): Action[] {
  const { renameType, relationType, relation, object, subname = '', newname: to = '', missing_ok: missingOk } = stmt;
  const what = kindWords(renameType);
  const name =
    relation === undefined
      ? object === undefined
        ? { schema: '', name: subname, qualified: false }
        : namedObject(what, object, context)
      : relationName(relation, context.searched);
  // ALTER TABLE … RENAME COLUMN works on the attributes of views and types too.
  const ofTable = what === 'column' && relationType !== undefined && kindWords(relationType) !== 'table';
  return [
    {
      kind: 'rename',
      what: ofTable ? 'attribute' : what,
      name,
      from: subname === '' ? name.name : subname,
      to,
      guarded: missingOk === true,
      index: context.offsetOf(undefined),
    },
  ];
}

/** The parts of the name of an object in a DROP or COMMENT. */
export function partsOf(node: Node): string[] {
  if ('List' in node) {
    return (node.List.items ?? []).flatMap(partsOf);
  }
  if ('TypeName' in node) {
    return strings(node.TypeName.names);
  }
  if ('ObjectWithArgs' in node) {
    return strings(node.ObjectWithArgs.objname);
  }
  return strings([node]);
}
