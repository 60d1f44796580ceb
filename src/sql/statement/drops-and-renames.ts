import type { Node, RoleSpec } from 'libpg-query';

import type { Drop } from './action.ts';
import type { ActionReaders, ParseContext } from './action-readers.ts';
import { nameFrom, relationName, type Name } from './name.ts';
import { argumentsOf, kindWords, namedObject, pathOf, userMappingName, withoutSchema } from './object-kinds.ts';

const ON_TABLE = new Set(['trigger', 'policy', 'rule']);

/** Drops, renames and moves to another schema. */
export const DROPS_AND_RENAMES: ActionReaders = {
  DropStmt: ({ removeType, objects = [], missing_ok: missingOk, behavior, concurrent }, context) => {
    const what = kindWords(removeType);
    return objects.map((object) => {
      const parts = pathOf(what, object);
      const on = ON_TABLE.has(what) ? nameFrom(parts.slice(0, -1), context.searched) : undefined;
      const name =
        on === undefined
          ? namedObject(what, object, context.searched)
          : { schema: on.schema, name: parts.at(-1) ?? '', qualified: false };
      return {
        ...dropOf(what, name, missingOk, context),
        args: argumentsOf(object),
        on,
        cascade: behavior === 'DROP_CASCADE',
        concurrently: concurrent === true,
      };
    });
  },
  DropdbStmt: ({ dbname, missing_ok: missingOk }, context) => [
    dropOf('database', withoutSchema(dbname), missingOk, context),
  ],
  DropRoleStmt: ({ roles = [], missing_ok: missingOk }, context) =>
    rolesIn(roles).map(({ rolename }) => dropOf('role', withoutSchema(rolename), missingOk, context)),
  DropUserMappingStmt: ({ user, servername, missing_ok: missingOk }, context) => [
    dropOf('user mapping', userMappingName(user, servername), missingOk, context),
  ],
  DropSubscriptionStmt: ({ subname, missing_ok: missingOk }, context) => [
    dropOf('subscription', withoutSchema(subname), missingOk, context),
  ],
  RenameStmt: (statement, context) => {
    const { renameType, relationType, relation, object, subname = '', newname: to = '' } = statement;
    const what = kindWords(renameType);
    const name =
      relation === undefined
        ? object === undefined
          ? withoutSchema(subname)
          : namedObject(what, object, context.searched)
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
        guarded: statement.missing_ok === true,
        index: context.offsetOf(undefined),
      },
    ];
  },
  AlterObjectSchemaStmt: (statement, context) => {
    const { objectType, relation, object, newschema: schema = '', missing_ok: missingOk } = statement;
    const what = kindWords(objectType);
    const name =
      relation === undefined ? namedObject(what, object, context.searched) : relationName(relation, context.searched);
    return [{ kind: 'move', what, name, schema, guarded: missingOk === true, index: context.offsetOf(undefined) }];
  },
};

/** A drop of what lies in no schema. */
function dropOf(what: string, name: Name, missingOk: boolean | undefined, { offsetOf }: ParseContext): Drop {
  return {
    kind: 'drop',
    what,
    name,
    args: undefined,
    on: undefined,
    guarded: missingOk === true,
    cascade: false,
    concurrently: false,
    index: offsetOf(undefined),
  };
}

function rolesIn(nodes: readonly Node[]): RoleSpec[] {
  return nodes.flatMap((node) => ('RoleSpec' in node ? [node.RoleSpec] : []));
}
