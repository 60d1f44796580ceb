import type { AlterTableStmt, GrantStmt, IndexStmt, Node, RangeVar, RenameStmt } from 'libpg-query';

import { defaultIndexName, strings } from '../default-names.ts';
import { rowsTouched } from './rows-touched.ts';
import { alteration, tableMade } from './table-parts.ts';
import { groupOf, objectNamed, relationPath, routineNamed, typeText, type Group, type Touched } from './touched.ts';

/** What a statement plainly makes, alters or drops. What a DO block or a function does is not seen. */
export function touchedBy(node: Node): Touched[] {
  return [...(relationTouched(node) ?? namedInTable(node) ?? others(node)), ...rowsTouched(node)];
}

function relationTouched(node: Node): Touched[] | undefined {
  if ('CreateStmt' in node) {
    const { relation, tableElts = [] } = node.CreateStmt;
    return relation && tableMade(relation, tableElts);
  }
  if ('CreateForeignTableStmt' in node) {
    const { relation, tableElts = [] } = node.CreateForeignTableStmt.base ?? {};
    return relation && tableMade(relation, tableElts);
  }
  if ('CompositeTypeStmt' in node) {
    const { typevar, coldeflist = [] } = node.CompositeTypeStmt;
    return typevar && tableMade(typevar, coldeflist);
  }
  if ('CreateSchemaStmt' in node) {
    const { schemaname = '', schemaElts = [] } = node.CreateSchemaStmt;
    return [{ group: 'other', path: [schemaname] }, ...schemaElts.flatMap(touchedBy)];
  }
  if ('AlterTableStmt' in node) {
    return altered(node.AlterTableStmt);
  }
  if ('IndexStmt' in node) {
    return indexMade(node.IndexStmt);
  }
  const relation =
    ('CreateTableAsStmt' in node && node.CreateTableAsStmt.into?.rel) ||
    ('ViewStmt' in node && node.ViewStmt.view) ||
    ('CreateSeqStmt' in node && node.CreateSeqStmt.sequence) ||
    ('AlterSeqStmt' in node && node.AlterSeqStmt.sequence) ||
    ('RefreshMatViewStmt' in node && node.RefreshMatViewStmt.relation);
  return relation ? [{ group: 'relation', path: relationPath(relation) }] : undefined;
}

function altered({ relation, cmds = [] }: AlterTableStmt): Touched[] {
  return relation === undefined
    ? []
    : cmds.flatMap((cmd) => ('AlterTableCmd' in cmd ? alteration(relationPath(relation), cmd.AlterTableCmd) : []));
}

function indexMade(index: IndexStmt): Touched[] {
  const { relation, idxname } = index;
  if (relation === undefined) {
    return [];
  }
  const table = relationPath(relation);
  return [
    idxname === undefined
      ? { group: 'relation', path: table, given: defaultIndexName(index) }
      : { group: 'relation', path: [...table.slice(0, -1), idxname] },
    { group: 'relation', path: table, part: true },
  ];
}

function within(group: Group, relation: RangeVar | undefined, name = ''): Touched[] {
  return relation === undefined ? [] : [{ group, path: [...relationPath(relation), name] }];
}

function namedInTable(node: Node): Touched[] | undefined {
  if ('CreateTrigStmt' in node) {
    return within('trigger', node.CreateTrigStmt.relation, node.CreateTrigStmt.trigname);
  }
  if ('CreatePolicyStmt' in node) {
    return within('policy', node.CreatePolicyStmt.table, node.CreatePolicyStmt.policy_name);
  }
  if ('AlterPolicyStmt' in node) {
    return within('policy', node.AlterPolicyStmt.table, node.AlterPolicyStmt.policy_name);
  }
  return 'RuleStmt' in node ? within('rule', node.RuleStmt.relation, node.RuleStmt.rulename) : undefined;
}

function others(node: Node): Touched[] {
  if ('RenameStmt' in node) {
    return renamed(node.RenameStmt);
  }
  if ('DropStmt' in node) {
    const { removeType, objects = [] } = node.DropStmt;
    return objects.map((object) => objectNamed(removeType, object));
  }
  if ('CommentStmt' in node) {
    const { objtype, object } = node.CommentStmt;
    return object === undefined ? [] : [objectNamed(objtype, object)];
  }
  if ('SecLabelStmt' in node) {
    const { objtype, object } = node.SecLabelStmt;
    return object === undefined ? [] : [objectNamed(objtype, object)];
  }
  if ('GrantStmt' in node) {
    return granted(node.GrantStmt);
  }
  if ('AlterOwnerStmt' in node) {
    const { objectType, object } = node.AlterOwnerStmt;
    return object === undefined ? [] : [objectNamed(objectType, object)];
  }
  if ('AlterObjectSchemaStmt' in node) {
    const { objectType, object, relation, newschema = '' } = node.AlterObjectSchemaStmt;
    const old = relation === undefined ? object && objectNamed(objectType, object) : moved(relationPath(relation));
    return old === undefined ? [] : [old, { ...old, path: [newschema, ...old.path.slice(-1)] }];
  }
  if ('CreateFunctionStmt' in node) {
    const { funcname, parameters = [] } = node.CreateFunctionStmt;
    const args = parameters.flatMap((each) =>
      'FunctionParameter' in each && isInput(each.FunctionParameter.mode) && each.FunctionParameter.argType
        ? [typeText(each.FunctionParameter.argType)]
        : [],
    );
    return [{ group: 'routine', path: strings(funcname), args }];
  }
  if ('AlterFunctionStmt' in node) {
    const { func } = node.AlterFunctionStmt;
    return func === undefined ? [] : [routineNamed('routine', func)];
  }
  if ('CreateCastStmt' in node) {
    const types = [node.CreateCastStmt.sourcetype, node.CreateCastStmt.targettype];
    return [{ group: 'cast', path: types.flatMap((type) => strings(type?.names)) }];
  }
  if ('DefineStmt' in node) {
    const { kind, defnames } = node.DefineStmt;
    return [{ group: groupOf(kind), path: strings(defnames) }];
  }
  if ('AlterOperatorStmt' in node) {
    const { opername } = node.AlterOperatorStmt;
    return opername === undefined ? [] : [routineNamed('operator', opername)];
  }
  if ('AlterDefaultPrivilegesStmt' in node) {
    return [{ group: 'default privileges', path: [] }];
  }
  return plainlyNamed(node);
}

function isInput(mode: string | undefined): boolean {
  return mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE';
}

function moved(path: readonly string[]): Touched {
  return { group: 'relation', path };
}

function renamed({ renameType, relation, object, subname = '', newname = '' }: RenameStmt): Touched[] {
  const group = groupOf(renameType);
  if (relation !== undefined && group !== 'relation') {
    const table = relationPath(relation);
    return [subname, newname].map((name) => ({ group, path: [...table, name] }));
  }
  const old: Touched =
    relation === undefined
      ? object === undefined
        ? { group, path: [subname] }
        : objectNamed(renameType, object)
      : moved(relationPath(relation));
  return [old, { ...old, path: [...old.path.slice(0, -1), newname] }];
}

function granted({ targtype, objtype, objects = [], privileges = [] }: GrantStmt): Touched[] {
  const them = objects.map((object) => objectNamed(objtype, object));
  if (targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    return them.map((each) => ({ ...each, all: true }));
  }
  const columns = privileges.flatMap((each) => ('AccessPriv' in each ? strings(each.AccessPriv.cols) : []));
  return columns.length === 0
    ? them
    : them.flatMap(({ path }) => columns.map((column): Touched => ({ group: 'column', path: [...path, column] })));
}

/** Where the parse tree holds the name of what it makes or alters. */
const NAMES =
  /^(?:extname|servername|fdwname|pubname|subname|plname|amname|trigname|dictname|cfgname|conversion_name)$/;
const NAME_LISTS =
  /^(?:typeName|domainname|defnames|dictname|cfgname|conversion_name|opclassname|opfamilyname|collname)$/;

/** A statement that names one object by a plain name or a list of its parts. */
function plainlyNamed(node: Node): Touched[] {
  const [[key, statement] = ['', undefined]] = Object.entries(node);
  const group: Group = /^(?:Create|Alter)(?:Enum|Domain|Range|Type)/.test(key) ? 'relation' : 'other';
  if ('AlterDatabaseSetStmt' in node || 'AlterRoleSetStmt' in node) {
    const set = 'AlterDatabaseSetStmt' in node ? node.AlterDatabaseSetStmt.setstmt : node.AlterRoleSetStmt.setstmt;
    return [{ group: 'setting', path: [set?.name ?? ''] }];
  }
  if ('AlterDomainStmt' in node) {
    const { typeName, name, def } = node.AlterDomainStmt;
    const own = def !== undefined && 'Constraint' in def ? def.Constraint.conname : name;
    const path = strings(typeName);
    return [
      { group, path },
      { group: 'constraint', path: [...path, own ?? ''] },
    ];
  }
  if (typeof statement !== 'object' || statement === null || !/^(?:Create|Alter|Drop)/.test(key)) {
    return [];
  }
  const fields = Object.entries(statement);
  const list = fields.find(([field, value]) => NAME_LISTS.test(field) && Array.isArray(value))?.[1];
  const name = fields.find(([field, value]) => NAMES.test(field) && typeof value === 'string')?.[1];
  const path = Array.isArray(list) ? strings(list) : typeof name === 'string' ? [name] : [];
  return path.length === 0 ? [] : [{ group, path }];
}
