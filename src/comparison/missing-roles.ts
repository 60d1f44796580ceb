import { readFile } from 'node:fs/promises';

import type { ClientBase } from 'pg';

import type { CatalogObject } from '../catalog/snapshot/catalog-object.ts';
import { withConnection, type ConnectionTarget } from '../postgres/connect.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

/** Creates the roles that a throw-away server lacks. */
export async function createRoles(client: ClientBase, roles: Iterable<string>): Promise<void> {
  for (const role of roles) {
    await client.query(
      `DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN
         CREATE ROLE ${quoteIdentifier(role)}; END IF; END $do$`,
    );
  }
}

/** `createRoles` with a connection of its own. */
export function createMissingRoles(target: ConnectionTarget, roles: Iterable<string>): Promise<void> {
  return withConnection(target, (client) => createRoles(client, roles));
}

/** The roles that pg_dump's statements about owners and privileges name; a throw-away server has none of them. */
export async function rolesInScript(file: string): Promise<Set<string>> {
  const roles = new Set<string>();
  const text = await readFile(file, 'utf8');
  const statement =
    /(?:^ALTER [^\n]* OWNER TO|^(?:GRANT|ALTER DEFAULT PRIVILEGES)[^\n]* TO|^(?:REVOKE|ALTER DEFAULT PRIVILEGES)[^\n]* FROM|^ALTER DEFAULT PRIVILEGES FOR ROLE) ("(?:[^"]|"")*"|\w+)/gm;
  for (const [, role = ''] of text.matchAll(statement)) {
    addRole(roles, role);
  }
  return roles;
}

/** Owners, and the roles in privileges and policies. */
export function rolesOf(objects: readonly CatalogObject[]): Set<string> {
  const roles = new Set<string>();
  for (const { definition } of objects) {
    const { owner, privileges, roles: listed } = definition;
    if (typeof owner === 'string') {
      roles.add(owner);
    }
    const grants = /((?:"(?:[^"]|"")*"|[^=,"/ ])*)=[a-zA-Z*]*\/((?:"(?:[^"]|"")*"|[^,"])*)/g;
    for (const [, grantee = '', grantor = ''] of `${privileges ?? ''}`.matchAll(grants)) {
      addRole(roles, grantee);
      addRole(roles, grantor);
    }
    for (const [name = ''] of `${listed ?? ''}`.matchAll(/"(?:[^"]|"")*"|[^, ]+/g)) {
      addRole(roles, name);
    }
  }
  return roles;
}

function addRole(roles: Set<string>, written: string): void {
  const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
  if (name !== '' && name.toLowerCase() !== 'public' && !name.startsWith('pg_')) {
    roles.add(name);
  }
}
