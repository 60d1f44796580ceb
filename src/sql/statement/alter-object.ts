import type { Node, VariableSetStmt } from 'libpg-query';

import { isObject } from '../../support/json.ts';
import { strings } from '../default-names.ts';
import type { Action } from './action.ts';
import type { Grant, OtherChange } from './object-action.ts';
import type { ActionReaders, NodeType, ParseContext } from './action-readers.ts';
import { ownerOfSequence } from './create-object.ts';
import { shapeOf } from './expression.ts';
import { keyOf, nameFrom, relationName } from './name.ts';
import { argumentsOf, argumentTypes, kindWords, namedObject, pathOf, withoutSchema } from './object-kinds.ts';

const PUBLICATION: Readonly<Record<string, 'add' | 'drop' | 'set'>> = {
  AP_AddObjects: 'add',
  AP_DropObjects: 'drop',
  AP_SetObjects: 'set',
};

/** Changes of what is no table, privileges and comments. */
export const ALTER_OBJECT: ActionReaders = {
  AlterDomainStmt: ({ subtype, typeName, name, def, missing_ok: missingOk }, context) => {
    const constraint = def !== undefined && 'Constraint' in def ? def.Constraint.conname : name;
    const path = strings(typeName);
    if (subtype !== 'C' && subtype !== 'X') {
      const own = constraint === undefined ? [] : [change('ALTER', 'constraint', [...path, constraint], context)];
      return [change('ALTER', 'type', path, context), ...own];
    }
    return [
      {
        kind: 'domain-constraint',
        domain: nameFrom(path, context.searched),
        does: subtype === 'C' ? 'add' : 'drop',
        name: constraint,
        unvalidated: def !== undefined && 'Constraint' in def && def.Constraint.skip_validation === true,
        guarded: missingOk === true,
        shape: shapeOf(def),
        index: context.offsetOf(undefined),
      },
    ];
  },
  AlterEnumStmt: ({ typeName, oldVal, newVal = '', newValNeighbor, skipIfNewValExists }, context) => [
    {
      kind: 'add-enum-value',
      type: nameFrom(strings(typeName), context.searched),
      old: oldVal,
      label: newVal,
      guarded: skipIfNewValExists === true,
      placed: newValNeighbor !== undefined,
      index: context.offsetOf(undefined),
    },
  ],
  AlterSeqStmt: ({ sequence, options = [] }, context) => {
    const name = sequence && relationName(sequence, context.searched);
    if (name === undefined) {
      return [];
    }
    return options.some((each) => 'DefElem' in each && each.DefElem.defname === 'owned_by')
      ? [
          {
            kind: 'own-sequence',
            name,
            owner: ownerOfSequence(options, context.searched),
            index: context.offsetOf(undefined),
          },
        ]
      : [change('ALTER', 'sequence', pathOf('sequence', { RangeVar: sequence ?? {} }), context)];
  },
  AlterPublicationStmt: ({ pubname, action, pubobjects = [] }, context) => {
    const does = PUBLICATION[action ?? ''];
    const members = pubobjects.flatMap((each) => {
      const { name, pubtable } = 'PublicationObjSpec' in each ? each.PublicationObjSpec : {};
      return pubtable?.relation === undefined ? (name ?? []) : keyOf(relationName(pubtable.relation, context.searched));
    });
    return does === undefined
      ? []
      : [
          {
            kind: 'alter-publication',
            name: withoutSchema(pubname),
            does,
            members,
            index: context.offsetOf(undefined),
          },
        ];
  },
  ImportForeignSchemaStmt: ({ remote_schema: from = '', local_schema: to = '' }, context) => [
    { kind: 'import-schema', from, to, index: context.offsetOf(undefined) },
  ],
  AlterExtensionContentsStmt: ({ extname: extension = '', action, objtype, object }, context) => {
    const what = kindWords(objtype);
    return [
      {
        kind: 'extension-member',
        extension,
        does: action === 1 ? 'add' : 'drop',
        what,
        name: namedObject(what, object, context.searched),
        args: argumentsOf(object),
        index: context.offsetOf(undefined),
      },
    ];
  },
  CommentStmt: ({ objtype, object, comment }, context) => [
    { kind: 'comment', ...named(kindWords(objtype), object, context), text: comment },
  ],
  SecLabelStmt: ({ objtype, object }, context) => [
    { kind: 'other-change', verb: 'SECURITY LABEL ON', ...named(kindWords(objtype), object, context) },
  ],
  AlterOwnerStmt: ({ objectType, object }, context) => [
    { kind: 'other-change', verb: 'ALTER', ...named(kindWords(objectType), object, context) },
  ],
  GrantStmt: ({ targtype, objtype, objects = [], privileges = [], is_grant: isGrant }, context) =>
    objects.map((object) => ({
      kind: 'grant',
      ...named(kindWords(objtype), object, context),
      revokes: isGrant !== true,
      columns: privileges.flatMap((each) => ('AccessPriv' in each ? strings(each.AccessPriv.cols) : [])),
      allInSchema: targtype === 'ACL_TARGET_ALL_IN_SCHEMA',
    })),
  GrantRoleStmt: ({ granted_roles: roles = [], is_grant: isGrant }, context) =>
    roles.map((role): Grant => ({
      kind: 'grant',
      what: 'role',
      path: 'AccessPriv' in role ? [role.AccessPriv.priv_name ?? ''] : [],
      args: undefined,
      revokes: isGrant !== true,
      columns: [],
      allInSchema: false,
      index: context.offsetOf(undefined),
    })),
  AlterDefaultPrivilegesStmt: (_, context) => [change('ALTER', 'default privileges', [], context)],
  AlterFunctionStmt: ({ func }, context) =>
    func === undefined
      ? []
      : [{ ...change('ALTER', 'function', strings(func.objname), context), args: argumentTypes(func) }],
  AlterOperatorStmt: ({ opername }, context) =>
    opername === undefined ? [] : [change('ALTER', 'operator', strings(opername.objname), context)],
  AlterPolicyStmt: ({ table, policy_name: name = '' }, context) =>
    table === undefined ? [] : [change('ALTER', 'policy', [...pathOf('table', { RangeVar: table }), name], context)],
  ReassignOwnedStmt: (_, context) => [change('REASSIGN', 'owned', [], context)],
  DropOwnedStmt: (_, context) => [change('DROP', 'owned', [], context)],
  AlterRoleStmt: ({ role }, context) => [change('ALTER', 'role', [role?.rolename ?? ''], context)],
  AlterRoleSetStmt: ({ role, setstmt }, context) => [
    change('ALTER', 'role', [role?.rolename ?? ''], context),
    ...settingOf(setstmt, context),
  ],
  AlterSystemStmt: (_, context) => [change('ALTER', 'system', [], context)],
  CreateTableSpaceStmt: ({ tablespacename: name = '' }, context) => [change('CREATE', 'tablespace', [name], context)],
  AlterTableSpaceOptionsStmt: ({ tablespacename: name = '' }, context) => [
    change('ALTER', 'tablespace', [name], context),
  ],
  DropTableSpaceStmt: ({ tablespacename: name = '' }, context) => [change('DROP', 'tablespace', [name], context)],
  AlterDatabaseStmt: ({ dbname = '' }, context) => [change('ALTER', 'database', [dbname], context)],
  AlterDatabaseRefreshCollStmt: ({ dbname = '' }, context) => [change('ALTER', 'database', [dbname], context)],
  AlterDatabaseSetStmt: ({ dbname = '', setstmt }, context) => [
    change('ALTER', 'database', [dbname], context),
    ...settingOf(setstmt, context),
  ],
  ...byFields('CreatePLangStmt', 'language'),
  ...byFields('AlterTypeStmt', 'type'),
  ...byFields('AlterCollationStmt', 'collation'),
  ...byFields('AlterEventTrigStmt', 'event trigger'),
  ...byFields('AlterExtensionStmt', 'extension'),
  ...byFields('AlterFdwStmt', 'foreign data wrapper'),
  ...byFields('AlterForeignServerStmt', 'server'),
  ...byFields('AlterOpFamilyStmt', 'operator family'),
  ...byFields('AlterStatsStmt', 'statistics'),
  ...byFields('AlterSubscriptionStmt', 'subscription'),
  ...byFields('AlterTSConfigurationStmt', 'text search configuration'),
  ...byFields('AlterTSDictionaryStmt', 'text search dictionary'),
};

function change(
  verb: OtherChange['verb'],
  what: string,
  path: readonly string[],
  { offsetOf }: ParseContext,
): OtherChange {
  return { kind: 'other-change', verb, what, path, args: undefined, index: offsetOf(undefined) };
}

function named(what: string, object: Node | undefined, { offsetOf }: ParseContext) {
  const path = object === undefined ? [] : pathOf(what, object);
  return { what, path, args: argumentsOf(object), index: offsetOf(undefined) };
}

function settingOf(set: VariableSetStmt | undefined, context: ParseContext): Action[] {
  return set?.name === undefined ? [] : [change('ALTER', 'setting', [set.name], context)];
}

/** Fields that hold the name of what a statement alters. */
const NAME =
  /^(?:typeName|collname|trigname|extname|fdwname|servername|opfamilyname|defnames|subname|cfgname|dictname|plname)$/;

/** A statement that has the name of one object in one of its fields, as text or as a list of its parts. */
function byFields(nodeType: NodeType, what: string): ActionReaders {
  return {
    [nodeType]: (statement: unknown, context: ParseContext) => {
      const [, name] = (isObject(statement) ? Object.entries(statement) : []).find(([field]) => NAME.test(field)) ?? [];
      const path = Array.isArray(name) ? strings(name) : typeof name === 'string' ? [name] : [];
      return [change('ALTER', what, path, context)];
    },
  };
}
