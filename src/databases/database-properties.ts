import type { Client } from 'pg';

import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

/** PostgreSQL's own empty template, which nobody can change. */
export const EMPTY_TEMPLATE = 'template0';

/**
 * Copies the settings and privileges of the database itself, which CREATE DATABASE does not copy:
 * https://www.postgresql.org/docs/current/manage-ag-templatedbs.html
 */
export async function copyProperties(client: Client, template: string, name: string): Promise<void> {
  await copySettings(client, template, name);
  // The privileges of template0 are special; a new database has the usual ones.
  if (template !== EMPTY_TEMPLATE) {
    await copyPrivileges(client, template, name);
  }
}

/** FROM CURRENT, because SET does not accept the text of every setting: search_path is a list. */
async function copySettings(client: Client, template: string, name: string): Promise<void> {
  const { rows } = await client.query<{ setting: string; value: string; role: string | null }>(
    `SELECT split_part(entry, '=', 1) AS setting, substr(entry, strpos(entry, '=') + 1) AS value, rolname AS role
       FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS entry LEFT JOIN pg_roles r ON r.oid = setrole
      WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = $1)`,
    [template],
  );
  for (const { setting, value, role } of rows) {
    const database = `DATABASE ${quoteIdentifier(name)}`;
    const subject = role === null ? database : `ROLE ${quoteIdentifier(role)} IN ${database}`;
    const parameter = setting.split('.').map(quoteIdentifier).join('.');
    // A setting that cannot be copied shows as a difference where it matters.
    await client
      .query(
        `SELECT set_config(${quoteLiteral(setting)}, ${quoteLiteral(value)}, true);
         ALTER ${subject} SET ${parameter} FROM CURRENT`,
      )
      .catch(() => undefined);
  }
}

async function copyPrivileges(client: Client, template: string, name: string): Promise<void> {
  const { rows } = await client.query<{ grants: string[] | null }>(
    `SELECT array_agg(format('GRANT %s ON DATABASE %I TO %s%s', g.privilege_type, $2::text,
              CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
              CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)) AS grants
       FROM pg_database d CROSS JOIN aclexplode(d.datacl) AS g WHERE d.datname = $1`,
    [template, name],
  );
  const grants = rows[0]?.grants ?? [];
  if (grants.length > 0) {
    const database = quoteIdentifier(name);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC; ${grants.join('; ')}`);
  }
}
