import { DEFAULT_USER } from '../configuration/defaults.ts';
import { roleChanges } from '../sql/effects/role-changes.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { contentHash } from '../support/hash.ts';
import type { DatabaseContent } from './content.ts';

/** The roles of a server that we start for some files. */
export interface ServerRoles {
  /** The superuser that runs the files; undefined for the default. */
  superuser: string | undefined;
  /** The role to hand out instead of it: the one that was asked for by name and that the files make. */
  login: string | undefined;
  /** The content; it has `roleCreation` if the files change the role without making it. */
  content: DatabaseContent;
}

/**
 * Chooses the superuser of a server that we start. It is `user`, by default `python`, unless the files make, drop or rename
 * that role or take its password or rights: then it is another one, with a name that no file uses.
 *
 * @param user the role that was asked for; undefined for the default
 * @param downs the texts of the downs, if they run as well
 */
export function chooseRoles(
  content: DatabaseContent,
  user: string | undefined,
  downs: readonly string[] = [],
): ServerRoles {
  const role = user ?? DEFAULT_USER;
  const scripts = [content.prelude?.sql ?? '', ...content.ups.map(({ sql = '' }) => sql), ...downs];
  const changes = scripts.flatMap((sql) => roleChanges(sql, role));
  if (changes.length === 0) {
    return { superuser: user, login: undefined, content };
  }
  const isNeeded = changes.find((change) => change !== 'drop-if-exists') === 'needs';
  return {
    superuser: unusedName(scripts),
    login: user,
    content: isNeeded ? withRole(content, role) : content,
  };
}

/** `elementaldb`, or with a number if a file has this word. */
function unusedName(scripts: readonly string[]): string {
  const text = scripts.join('\n').toLowerCase();
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'elementaldb' : `elementaldb_${number}`;
    if (!text.includes(name)) {
      return name;
    }
  }
}

/** As an own superuser of production: the files expect it. */
function withRole(content: DatabaseContent, role: string): DatabaseContent {
  const { key, migrationsKey } = content;
  const roleCreation = `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(role)}) THEN CREATE ROLE ${quoteIdentifier(role)} SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS LOGIN; END IF; END $$;`;
  return {
    ...content,
    roleCreation,
    key: contentHash([key, roleCreation]),
    migrationsKey: contentHash([migrationsKey, roleCreation]),
  };
}
