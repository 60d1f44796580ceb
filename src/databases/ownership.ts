import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

import { prepared } from '../postgres/prepared.ts';
import { SQLSTATE } from '../postgres/sqlstate.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { codeOf } from '../support/errors.ts';
import { parseShape, type Shape } from '../support/json.ts';

/**
 * What we write as a database's comment on a server that is not ours. A comment alone proves nothing: `pg_dump -C`
 * copies it and a renamed database keeps it. It counts only where it names the very database it stands at.
 */
export interface Ownership {
  madeBy: 'elementaldb';
  /** A restored copy has another OID. */
  oid: string;
  /** Whoever renames a database means to keep it. */
  name: string;
  /** The cluster's system identifier, since new clusters count OIDs anew; empty where the role may not read it. */
  cluster: string;
  /** Stands for the record of the server for which it was made (`ExistingServer.claim`). */
  claim: string;
  /** It stays when its process ends. */
  detached: boolean;
  /** What a database for tests is there for. */
  use?: Use;
  /** Of a copy for tests: the name of its template; of a snapshot: the name of its database. */
  of?: string;
  /** Of a template: where its sequences are, which tables hold rows, what the others are taken for (`Content`). */
  sequences?: string;
  filled?: string;
  statistics?: string;
  /** Of one that is kept, and of a snapshot: since when, ISO 8601. */
  since?: string;
  /** Of a snapshot: what its maker calls it, and the comment of the database that it is `of`. */
  label?: string;
  comment?: string;
}

/**
 * A sealed `template`; a `spare` copy that is as its template; one that is or was a test's (`lease`), its
 * snapshots included: when nobody holds its lease any more, it goes; one that a person wants to look at (`kept`); a sealed copy under a
 * name that a person gave (`snapshot`).
 */
export type Use = 'template' | 'spare' | 'lease' | 'kept' | 'snapshot';

const OWNERSHIP_SHAPE: Shape<Ownership> = {
  madeBy: 'string',
  oid: 'string',
  name: 'string',
  cluster: 'string',
  claim: 'string',
  detached: 'boolean',
  use: 'string?',
  of: 'string?',
  sequences: 'string?',
  filled: 'string?',
  statistics: 'string?',
  since: 'string?',
  label: 'string?',
  comment: 'string?',
};

/** Whether a database's comment is a ownership, of whatever database. */
export function isOwnershipComment(comment: string): boolean {
  return parseShape<Ownership>(comment, OWNERSHIP_SHAPE) !== undefined;
}

/** A database which is there and of which it is certain that this package has made it. */
export interface FoundDatabase {
  oid: string;
  name: string;
  /** Undefined for one whose maker died before it was marked; such a one has a name that only we give. */
  ownership: Ownership | undefined;
  /** Whether this role owns it or is a member of the role that does. */
  mayDrop: boolean;
}

/** Every database of the server that is certainly of our making. */
export async function readOwnDatabases(client: Client): Promise<FoundDatabase[]> {
  const cluster = await readCluster(client);
  const { rows } = await client.query<{ oid: string; name: string; comment: string | null; mayDrop: boolean }>(
    `SELECT oid::text, datname AS name, shobj_description(oid, 'pg_database') AS comment,
            pg_has_role(datdba, 'USAGE') AS "mayDrop"
       FROM pg_database
      WHERE shobj_description(oid, 'pg_database') LIKE '{"madeBy":"elementaldb"%' OR datname LIKE ANY ($1)`,
    [[UNFINISHED, FOR_TEST].map((prefix) => `${prefix.replaceAll('_', '\\_')}%`)],
  );
  return rows.flatMap(({ oid, name, comment, mayDrop }): FoundDatabase[] => {
    // A test may have put a comment of its own in place of the mark.
    if (comment === null || !isOwnershipComment(comment)) {
      return isUnfinishedName(name) ? [{ oid, name, ownership: undefined, mayDrop }] : [];
    }
    const ownership = verifiedOwnership({ oid, name, cluster }, comment);
    return ownership === undefined ? [] : [{ oid, name, ownership, mayDrop }];
  });
}

/** The mark that a comment is, if it names the very database that it stands at. */
export function verifiedOwnership(
  at: Pick<Ownership, 'oid' | 'name' | 'cluster'>,
  comment: string,
): Ownership | undefined {
  const ownership = parseShape<Ownership>(comment, OWNERSHIP_SHAPE);
  const certain = ownership?.oid === at.oid && ownership.name === at.name;
  return certain && (ownership.cluster === '' || ownership.cluster === at.cluster) ? ownership : undefined;
}

/** Marks a database and, in the same step, gives it the name that the mark says. */
export async function writeOwnership(client: Client, ownership: Ownership, from = ownership.name): Promise<void> {
  const comment = `COMMENT ON DATABASE ${quoteIdentifier(from)} IS ${quoteLiteral(JSON.stringify(ownership))}`;
  const renaming = `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(ownership.name)}`;
  // Statements sent together are one transaction.
  await client.query(from === ownership.name ? comment : `${comment}; ${renaming}`);
}

/** The OID of a database, if there is one of that name. */
export async function readOid(client: Client, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ oid: string }>({ ...OID, values: [name] });
  return rows[0]?.oid;
}

const OID = prepared('oid', 'SELECT oid::text FROM pg_database WHERE datname = $1');

/** The system identifier of the cluster, empty where the role may not read it. */
export async function readCluster(client: Client): Promise<string> {
  try {
    const { rows } = await client.query<{ id: string }>(
      'SELECT system_identifier::text AS id FROM pg_control_system()',
    );
    return rows[0]?.id ?? '';
  } catch (error) {
    if (codeOf(error) === SQLSTATE.insufficientPrivilege) {
      return '';
    }
    throw error;
  }
}

const UNFINISHED = 'elementaldb_new_';

const FOR_TEST = 'elementaldb_test_';

/**
 * A name for a database until it is marked: CREATE DATABASE and COMMENT cannot be one transaction, and a process that
 * is killed between the two must not leave what nobody would know as ours.
 */
export function unfinishedName(): string {
  return `${UNFINISHED}${randomBytes(12).toString('hex')}`;
}

/** A name for a copy that a test gets: it is known as ours by it alone until it is marked, and keeps it after. */
export function testName(): string {
  return `${FOR_TEST}${randomBytes(12).toString('hex')}`;
}

function isUnfinishedName(name: string): boolean {
  return /^elementaldb_(?:new|test)_[0-9a-f]{24}$/.test(name);
}
