import type { AlterDefaultPrivilegesStmt, GrantStmt, Node, RoleSpec } from 'libpg-query';

import { strings } from '../default-names.ts';
import { nameFrom, relationName } from '../statement/name.ts';
import { argumentsOf, kindWords, namedObject, withoutSchema } from '../statement/object-kinds.ts';
import { propertyChange, relationOwner, type PropertyChange, type PropertyOwner } from './property.ts';

/** The role that runs the migrations, under its usual names. It has all privileges of what it creates. */
export const SELF: ReadonlySet<string> = new Set(['postgres', 'CURRENT_USER', 'CURRENT_ROLE', 'SESSION_USER']);

export function roleName(role: RoleSpec | undefined): string {
  return role?.rolename ?? (role?.roletype ?? '').replace('ROLESPEC_', '');
}

/** What ALL stands for. MAINTAIN, which PostgreSQL 17 added, is left out: files for older servers cannot name it. */
const ALL: Readonly<Record<string, string>> = {
  table: 'SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER',
  column: 'SELECT INSERT UPDATE REFERENCES',
  sequence: 'USAGE SELECT UPDATE',
  function: 'EXECUTE',
  schema: 'USAGE CREATE',
  database: 'CREATE CONNECT TEMPORARY',
};

/** What everybody may do from the start. */
const OF_PUBLIC: Readonly<Record<string, readonly string[]>> = {
  function: ['EXECUTE'],
  type: ['USAGE'],
  language: ['USAGE'],
  database: ['CONNECT', 'TEMPORARY'],
};

/** Everybody may use the schema `public`, and no other. */
function isOfSchemaPublic({ what, name }: PropertyOwner, privilege: string): boolean {
  return what === 'schema' && name.name === 'public' && privilege === 'USAGE';
}

/** The privileges that GRANT gives and REVOKE takes, one by one. */
export function privilegeChanges(grant: GrantStmt, searched: string): PropertyChange[] {
  const { targtype, objtype, objects = [] } = grant;
  const what = kindWords(objtype);
  return objects.flatMap((object) => {
    const owner =
      targtype === 'ACL_TARGET_ALL_IN_SCHEMA'
        ? allIn(what, strings([object])[0] ?? '')
        : ownerOf(what, object, searched);
    return owner === undefined ? [] : changesOf(grant, what, owner);
  });
}

/** ALTER DEFAULT PRIVILEGES: what objects to come are given. */
export function defaultPrivilegeChanges({ options = [], action }: AlterDefaultPrivilegesStmt): PropertyChange[] {
  const listed = (option: string): string =>
    options
      .flatMap((each) => ('DefElem' in each && each.DefElem.defname === option ? [each.DefElem.arg] : []))
      .flatMap((arg) => (arg !== undefined && 'List' in arg ? (arg.List.items ?? []) : []))
      .map((item) => ('RoleSpec' in item ? roleName(item.RoleSpec) : (strings([item])[0] ?? '')))
      .toSorted()
      .join(', ');
  const [roles, schemas] = [listed('roles'), listed('schemas')];
  const what = kindWords(action?.objtype);
  const of = [roles === '' ? '' : `for role ${roles}`, schemas === '' ? '' : `in schema ${schemas}`, `on ${what}s`];
  const owner: PropertyOwner = {
    ...relationOwner(withoutSchema(of.filter((each) => each !== '').join(' '))),
    what: 'default privileges',
  };
  return action === undefined ? [] : changesOf(action, what, owner);
}

function ownerOf(what: string, object: Node, searched: string): PropertyOwner {
  if ('RangeVar' in object) {
    return relationOwner(relationName(object.RangeVar, searched));
  }
  return { ...relationOwner(namedObject(what, object, searched)), what, args: argumentsOf(object) };
}

function allIn(what: string, schema: string): PropertyOwner | undefined {
  return what === 'table' || what === 'sequence' || what === 'function'
    ? { ...relationOwner(nameFrom([schema, ''], '')), what, allInSchema: what }
    : undefined;
}

function changesOf(grant: GrantStmt, what: string, owner: PropertyOwner): PropertyChange[] {
  const { privileges, grantees = [], is_grant: isGrant = false, grant_option: withOption = false } = grant;
  const written = (privileges ?? [{ AccessPriv: {} }]).flatMap((each) =>
    'AccessPriv' in each ? [each.AccessPriv] : [],
  );
  return grantees.flatMap((grantee) => {
    const role = 'RoleSpec' in grantee ? roleName(grantee.RoleSpec) : '';
    if (SELF.has(role)) {
      return [];
    }
    return written.flatMap(({ priv_name: name, cols }) => {
      const columns = strings(cols);
      const all = ALL[columns.length > 0 ? 'column' : what] ?? 'USAGE';
      const names = name === undefined ? all.split(' ') : [name === 'temp' ? 'TEMPORARY' : name.toUpperCase()];
      return names.flatMap((privilege) => {
        const isUsual =
          role === 'PUBLIC' && (OF_PUBLIC[what]?.includes(privilege) === true || isOfSchemaPublic(owner, privilege));
        // REVOKE GRANT OPTION FOR leaves the privilege.
        const granted = withOption && isGrant ? 'with grant option' : 'granted';
        const value = isGrant || withOption ? (isUsual ? '' : granted) : isUsual ? 'revoked' : '';
        const owners = columns.length === 0 ? [owner] : columns.map((each) => ({ ...owner, part: `column ${each}` }));
        const undo = isGrant ? 'REVOKE …' : 'GRANT …';
        return owners.map((each) => propertyChange(each, `the privilege ${privilege} of ${role}`, value, { undo }));
      });
    });
  });
}
