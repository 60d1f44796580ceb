import { randomBytes } from 'node:crypto';

import type { Client } from 'pg';

import { prepared } from '../postgres/prepared.ts';
import { SQLSTATE } from '../postgres/sqlstate.ts';
import { codeOf } from '../support/errors.ts';
import { parseShape, type Shape } from '../support/json.ts';
import { commentOnDatabase, renameDatabase } from './database-statements.ts';

/**
 * The ownership comment: what we write as the comment of a database that we made on an existing server. A comment alone
 * proves nothing: `pg_dump -C` copies it, and a renamed database keeps it. It counts only where it names its own database.
 */
export interface Ownership {
  madeBy: 'elementaldb';
  /** A restored dump has another OID. */
  oid: string;
  /** A database that somebody renamed is to be kept. */
  name: string;
  /** The cluster's system identifier: other clusters assign the same OIDs. Empty where the role may not read it. */
  cluster: string;
  /** Identifies the server record that it was made for (`ExistingServer.claim`). */
  claim: string;
  /** The database stays when its process ends. */
  detached: boolean;
  /** What the database is used for. */
  use?: Use;
  /** The template of a copy for tests; the database of a snapshot. */
  of?: string;
  /** The content of a template: see `TemplateContent`. */
  sequences?: string;
  filled?: string;
  statistics?: string;
  /** When a database was kept, or a snapshot was made, ISO 8601. */
  since?: string;
  /** The name that a user gave to a snapshot, and the comment of its database. */
  label?: string;
  comment?: string;
}

/**
 * A sealed `template`; a `spare` copy that equals its template; a copy that a test uses or used, or a snapshot of it
 * (`lease`), which is dropped when its lease is free; a copy whose test has ended while clients are `connected` to it,
 * which is dropped when they have gone; a database `kept` for a person; a named `snapshot`.
 */
export type Use = 'template' | 'spare' | 'lease' | 'connected' | 'kept' | 'snapshot';

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

/** Whether a comment is an ownership comment, of any database. */
export function isOwnershipComment(comment: string): boolean {
  return parseShape<Ownership>(comment, OWNERSHIP_SHAPE) !== undefined;
}

/** A database on the server that this package made for certain. */
export interface FoundDatabase {
  oid: string;
  name: string;
  /** Undefined when its maker was killed before writing the comment; its name shows that it is ours. */
  ownership: Ownership | undefined;
  /** Whether this role owns it or is a member of the role that does. */
  mayDrop: boolean;
}

/** Every database on the server that this package made for certain. */
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
    // A test may have replaced the comment.
    if (comment === null || !isOwnershipComment(comment)) {
      return isUnfinishedName(name) ? [{ oid, name, ownership: undefined, mayDrop }] : [];
    }
    const ownership = verifiedOwnership({ oid, name, cluster }, comment);
    return ownership === undefined ? [] : [{ oid, name, ownership, mayDrop }];
  });
}

/** The ownership that a comment states, if it names the database that it belongs to. */
export function verifiedOwnership(
  at: Pick<Ownership, 'oid' | 'name' | 'cluster'>,
  comment: string,
): Ownership | undefined {
  const ownership = parseShape<Ownership>(comment, OWNERSHIP_SHAPE);
  const certain = ownership?.oid === at.oid && ownership.name === at.name;
  return certain && (ownership.cluster === '' || ownership.cluster === at.cluster) ? ownership : undefined;
}

/** Writes the ownership comment and, in the same transaction, gives the database the name in it. */
export async function writeOwnership(client: Client, ownership: Ownership, from = ownership.name): Promise<void> {
  const { name } = ownership;
  const comment = commentOnDatabase(from, JSON.stringify(ownership));
  // Statements sent together are one transaction.
  await client.query(from === name ? comment : `${comment}; ${renameDatabase(from, name)}`);
}

/** The OID of a database; undefined if no database has that name. */
export async function readOid(client: Client, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ oid: string }>({ ...OID, values: [name] });
  return rows[0]?.oid;
}

const OID = prepared('oid', 'SELECT oid::text FROM pg_database WHERE datname = $1');

/** The cluster's system identifier; empty where the role may not read it. */
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
 * A temporary name for a database without an ownership comment. CREATE DATABASE and COMMENT cannot be one transaction; if
 * the process is killed between the two, the name shows that the database is ours.
 */
export function unfinishedName(): string {
  return `${UNFINISHED}${randomBytes(12).toString('hex')}`;
}

/** A name for a copy that a test gets. It shows that the copy is ours, even without an ownership comment. */
export function testName(): string {
  return `${FOR_TEST}${randomBytes(12).toString('hex')}`;
}

function isUnfinishedName(name: string): boolean {
  return /^elementaldb_(?:new|test)_[0-9a-f]{24}$/.test(name);
}
