import type { DropStmt, Node, RenameStmt } from 'libpg-query';

import { strings } from '../../sql/default-names.ts';
import { nameFrom, relationName, type Name } from '../name.ts';
import type { Action } from './action.ts';
import { kindWords } from './object-kinds.ts';
import type { Reading } from './table-parts.ts';

const ON_TABLE = new Set(['trigger', 'policy', 'rule']);
const WITHOUT_SCHEMA = new Set(['schema', 'extension', 'language', 'publication', 'event trigger']);

/** What `dropOrRenameAction` reads. */
export const DROP_OR_RENAME_FORMS = [
  'DropStmt',
  'DropdbStmt',
  'DropRoleStmt',
  'RenameStmt',
  'AlterObjectSchemaStmt',
] as const;

/** Drops, renames and moves to another schema; undefined for another statement. */
export function dropOrRenameAction(node: Node, reading: Reading): Action[] | undefined {
  if ('DropStmt' in node) {
    return dropActions(node.DropStmt, reading);
  }
  if ('DropdbStmt' in node || 'DropRoleStmt' in node) {
    const names = 'DropdbStmt' in node ? [node.DropdbStmt.dbname ?? ''] : roleNames(node.DropRoleStmt.roles ?? []);
    const missingOk = 'DropdbStmt' in node ? node.DropdbStmt.missing_ok : node.DropRoleStmt.missing_ok;
    return names.map((name) => ({
      kind: 'drop',
      what: 'DropdbStmt' in node ? 'database' : 'role',
      name: { schema: '', name, qualified: false },
      on: undefined,
      guarded: missingOk === true,
      cascade: false,
      concurrently: false,
      index: reading.place(undefined),
    }));
  }
  if ('RenameStmt' in node) {
    return renameAction(node.RenameStmt, reading);
  }
  if ('AlterObjectSchemaStmt' in node) {
    const { objectType, relation, object, newschema = '', missing_ok: missingOk } = node.AlterObjectSchemaStmt;
    const name =
      relation === undefined ? objectName(object, reading.searched) : relationName(relation, reading.searched);
    const what = kindWords(objectType);
    return [
      { kind: 'move', what, name, schema: newschema, guarded: missingOk === true, index: reading.place(undefined) },
    ];
  }
  return undefined;
}

function roleNames(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => ('RoleSpec' in node ? [node.RoleSpec.rolename ?? ''] : []));
}

function dropActions(
  { removeType, objects = [], missing_ok: missingOk, behavior, concurrent }: DropStmt,
  reading: Reading,
): Action[] {
  const what = kindWords(removeType);
  return objects.map((object) => {
    const parts = partsOf(object);
    const own = parts.at(-1) ?? '';
    const on = ON_TABLE.has(what) ? nameFrom(parts.slice(0, -1), reading.searched) : undefined;
    const name =
      on === undefined
        ? WITHOUT_SCHEMA.has(what)
          ? { schema: '', name: own, qualified: false }
          : nameFrom(parts, reading.searched)
        : { schema: on.schema, name: own, qualified: false };
    return {
      kind: 'drop',
      what,
      name,
      on,
      guarded: missingOk === true,
      cascade: behavior === 'DROP_CASCADE',
      concurrently: concurrent === true,
      index: reading.place(undefined),
    };
  });
}

function renameAction(stmt: RenameStmt, reading: Reading): Action[] {
  const { renameType, relationType, relation, object, subname = '', newname: to = '', missing_ok: missingOk } = stmt;
  const what = kindWords(renameType);
  const name =
    relation === undefined
      ? object === undefined
        ? { schema: '', name: subname, qualified: false }
        : objectName(object, reading.searched)
      : relationName(relation, reading.searched);
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
      index: reading.place(undefined),
    },
  ];
}

function objectName(object: Node | undefined, searched: string): Name {
  return nameFrom(object === undefined ? [] : partsOf(object), searched);
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
