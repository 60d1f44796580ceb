import type { Node } from 'libpg-query';

import { strings } from '../default-names.ts';
import { shapeOf } from '../statement/expression.ts';
import { keyOf, nameFrom, relationName, type Name } from '../statement/name.ts';
import {
  argumentsOf,
  argumentTypes,
  kindWords,
  namedObject,
  pathOf,
  withoutSchema,
} from '../statement/object-kinds.ts';
import { defaultPrivilegeChanges, privilegeChanges, roleName, SELF } from './privileges.ts';
import { propertyChange, relationOwner, type PropertyChange, type PropertyOwner } from './property.ts';
import { clusterOn, commandProperties, initialProperties, optionIn } from './table-properties.ts';

const RELATIONS = new Set(['table', 'view', 'materialized view', 'index', 'sequence']);

const PARTS = new Set(['column', 'constraint', 'trigger', 'policy', 'rule']);

/** Functions create and drop large objects, so it is not known which exist. */
const LARGE_OBJECT = 'OBJECT_LARGEOBJECT';

const NONE: readonly PropertyChange[] = [];

/** What a statement does to properties that are no objects. */
export function readProperties(node: Node, searched: string): readonly PropertyChange[] {
  if ('CreateStmt' in node) {
    return initialProperties(node.CreateStmt, searched);
  }
  if ('AlterTableStmt' in node) {
    const { relation, cmds = [], objtype } = node.AlterTableStmt;
    const table = relation && relationName(relation, searched);
    const isTable = objtype === 'OBJECT_TABLE';
    return table === undefined
      ? NONE
      : cmds.flatMap((each) =>
          'AlterTableCmd' in each ? commandProperties(table, each.AlterTableCmd, { isTable, searched }) : [],
        );
  }
  if ('CommentStmt' in node) {
    const { objtype, object, comment = '' } = node.CommentStmt;
    const owner = ownerOf(kindWords(objtype), object, searched);
    return objtype === LARGE_OBJECT
      ? NONE
      : [propertyChange(owner, 'the comment', comment, { undo: 'COMMENT ON … IS NULL' })];
  }
  if ('GrantStmt' in node) {
    return node.GrantStmt.objtype === LARGE_OBJECT ? NONE : privilegeChanges(node.GrantStmt, searched);
  }
  if ('AlterDefaultPrivilegesStmt' in node) {
    return defaultPrivilegeChanges(node.AlterDefaultPrivilegesStmt);
  }
  if ('AlterOwnerStmt' in node) {
    const { objectType, object, newowner } = node.AlterOwnerStmt;
    const role = roleName(newowner);
    const owner = ownerOf(kindWords(objectType), object, searched);
    return [propertyChange(owner, 'the owner', SELF.has(role) ? '' : role, { unknownBefore: true })];
  }
  if ('AlterExtensionContentsStmt' in node) {
    const { extname, action, objtype, object } = node.AlterExtensionContentsStmt;
    const owner = ownerOf(kindWords(objtype), object, searched);
    const undo = 'ALTER EXTENSION … DROP …';
    return [propertyChange(owner, 'its extension', action === 1 ? (extname ?? '') : '', { undo })];
  }
  if ('ClusterStmt' in node) {
    const { relation, indexname } = node.ClusterStmt;
    return relation === undefined || indexname === undefined
      ? NONE
      : [clusterOn(relationName(relation, searched), indexname)];
  }
  return otherProperties(node, searched);
}

function otherProperties(node: Node, searched: string): readonly PropertyChange[] {
  if ('AlterSeqStmt' in node || 'CreateSeqStmt' in node) {
    const { sequence, options = [] } = 'AlterSeqStmt' in node ? node.AlterSeqStmt : node.CreateSeqStmt;
    return sequence === undefined
      ? NONE
      : sequenceChanges(relationName(sequence, searched), options, searched, 'CreateSeqStmt' in node);
  }
  if ('AlterFunctionStmt' in node) {
    const { func, actions = [] } = node.AlterFunctionStmt;
    const owner = objectOwner('function', nameFrom(strings(func?.objname), searched));
    return changedOptions({ ...owner, args: func && argumentTypes(func) }, actions);
  }
  if ('AlterPolicyStmt' in node) {
    const { table, policy_name: name = '', ...definition } = node.AlterPolicyStmt;
    return table === undefined
      ? NONE
      : Object.entries(definition).map(([part, value]) =>
          unknown(relationOwner(relationName(table, searched), `policy ${name}`), `its ${part}`, value),
        );
  }
  if ('AlterDomainStmt' in node) {
    const { subtype, typeName, def } = node.AlterDomainStmt;
    const owner = objectOwner('type', nameFrom(strings(typeName), searched));
    const property = subtype === 'T' ? 'the default' : subtype === 'N' || subtype === 'O' ? 'NOT NULL' : undefined;
    return property === undefined ? NONE : [unknown(owner, property, subtype === 'T' ? (def ?? null) : subtype)];
  }
  if ('AlterDatabaseSetStmt' in node) {
    const { dbname = '', setstmt } = node.AlterDatabaseSetStmt;
    const value = setstmt?.args === undefined ? '' : shapeOf(setstmt.args)();
    const owner = objectOwner('database', withoutSchema(dbname));
    return [propertyChange(owner, `the setting ${setstmt?.name ?? ''}`, value, { undo: 'ALTER DATABASE … RESET …' })];
  }
  if ('AlterEventTrigStmt' in node) {
    const { trigname, tgenabled = 'O' } = node.AlterEventTrigStmt;
    const owner = objectOwner('event trigger', withoutSchema(trigname));
    return [propertyChange(owner, 'whether it fires', tgenabled === 'O' ? '' : tgenabled)];
  }
  if ('AlterStatsStmt' in node) {
    const { defnames, stxstattarget: target } = node.AlterStatsStmt;
    const number = target !== undefined && 'Integer' in target ? (target.Integer.ival ?? 0) : -1;
    const owner = objectOwner('statistics', nameFrom(strings(defnames), searched));
    return [propertyChange(owner, 'the statistics target', number === -1 ? '' : String(number))];
  }
  if ('AlterPublicationStmt' in node || 'CreatePublicationStmt' in node) {
    return publicationChanges(node, searched);
  }
  return NONE;
}

function sequenceChanges(sequence: Name, options: readonly Node[], searched: string, initial: boolean) {
  const owner = relationOwner(sequence);
  return options.flatMap((each): PropertyChange[] => {
    const { defname = '', arg } = 'DefElem' in each ? each.DefElem : {};
    if (defname === 'owned_by') {
      const path = arg !== undefined && 'List' in arg ? strings(arg.List.items) : [];
      const table = nameFrom(path.slice(0, -1), searched);
      const value = path.length > 1 ? `${keyOf(table)}.${path.at(-1) ?? ''}` : '';
      return [propertyChange(owner, 'the column that owns it', value, { initial, undo: 'OWNED BY NONE' })];
    }
    return initial || defname === 'restart' ? [] : [unknown(owner, defname, arg ?? null)];
  });
}

function publicationChanges(
  node: Extract<Node, { AlterPublicationStmt: unknown } | { CreatePublicationStmt: unknown }>,
  searched: string,
): PropertyChange[] {
  const isNew = 'CreatePublicationStmt' in node;
  const { pubname, pubobjects = [], options = [] } = isNew ? node.CreatePublicationStmt : node.AlterPublicationStmt;
  const action = isNew ? 'AP_AddObjects' : node.AlterPublicationStmt.action;
  const owner = objectOwner('publication', withoutSchema(pubname));
  const members = pubobjects.flatMap((each) => {
    const { name, pubtable } = 'PublicationObjSpec' in each ? each.PublicationObjSpec : {};
    return pubtable?.relation === undefined ? (name ?? []) : keyOf(relationName(pubtable.relation, searched));
  });
  return [
    // SET leaves out the others.
    ...(action === 'AP_SetObjects' && members.length > 0 ? [propertyChange(owner, EVERY_MEMBER, '')] : []),
    ...members.map((member) =>
      propertyChange(owner, `${MEMBER}${member}`, action === 'AP_DropObjects' ? '' : 'on', {
        initial: isNew,
        undo: 'ALTER PUBLICATION … DROP …',
      }),
    ),
    ...(isNew ? [] : changedOptions(owner, options)),
  ];
}

const MEMBER = 'the member ';

/** The property that stands for all members of a publication. */
const EVERY_MEMBER = `${MEMBER}*`;

function changedOptions(owner: PropertyOwner, options: readonly Node[]): PropertyChange[] {
  return options.flatMap((each) => {
    const set = 'DefElem' in each && each.DefElem.arg !== undefined ? each.DefElem.arg : undefined;
    const setting = set !== undefined && 'VariableSetStmt' in set ? set.VariableSetStmt : undefined;
    return setting === undefined
      ? optionIn(each).map(([option, value]) => unknown(owner, option, value))
      : [
          propertyChange(
            owner,
            `the setting ${setting.name ?? ''}`,
            setting.args === undefined ? '' : shapeOf(setting.args)(),
          ),
        ];
  });
}

function unknown(owner: PropertyOwner, property: string, value: unknown): PropertyChange {
  return propertyChange(owner, property, shapeOf(value)(), { unknownBefore: true });
}

function objectOwner(what: string, name: Name): PropertyOwner {
  return { ...relationOwner(name), what };
}

function ownerOf(what: string, object: Node | undefined, searched: string): PropertyOwner {
  const path = object === undefined ? [] : pathOf(what, object);
  if (PARTS.has(what)) {
    return relationOwner(nameFrom(path.slice(0, -1), searched), `${what} ${path.at(-1) ?? ''}`);
  }
  if (RELATIONS.has(what)) {
    return relationOwner(nameFrom(path, searched));
  }
  const owner = objectOwner(
    what,
    what === 'domain constraint' ? nameFrom(path, searched) : namedObject(what, object, searched),
  );
  return { ...owner, args: argumentsOf(object) };
}
