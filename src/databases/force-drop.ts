import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { prepared } from '../postgres/prepared.ts';
import { SQLSTATE } from '../postgres/sqlstate.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { EnvironmentError, codeOf, messageOf } from '../support/errors.ts';
import { allowConnections } from './database-statements.ts';
import { readOid } from './ownership.ts';
import { releaseDatabase } from './release-database.ts';

/** How long to wait for sessions to end before DROP terminates them itself, in milliseconds. */
const TIMEOUT_MS = 2_000;

/**
 * Drops a database and ends its sessions; a missing database is no error. Its subscriptions are disabled, detached from
 * their slots and dropped first. New connections are refused, since the pools of some drivers connect again at once; running
 * queries are canceled, an error that every driver reports to the caller of the query; then sessions are terminated and awaited:
 * while one is left, DROP looks only every 100 ms, and a connection that was just closed is often still there.
 *
 * @param isMeant asked right before the drop, which goes by name: whether the database with this OID is to be dropped
 * @throws EnvironmentError `DATABASE_IN_USE`, `CANNOT_DROP_DATABASE`, `STEP_TIMED_OUT`, `STEP_BLOCKED`
 */
export async function forceDropDatabase(
  client: Client,
  name: string,
  isMeant: (oid: string) => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  let isCanceled = false;
  for (const begun = Date.now(); ; await sleep(2)) {
    const oid = await readOid(client, name);
    if (oid === undefined || !(await isMeant(oid))) {
      return;
    }
    if (!isCanceled) {
      await refuseAndCancel(client, name, oid);
      isCanceled = true;
    }
    if ((await disconnect(client, oid)) === 0 || Date.now() - begun > TIMEOUT_MS) {
      return drop(client, name, oid).catch(async (error: unknown) => {
        await client.query(allowConnections(name, true)).catch(() => undefined); // The first error explains.
        throw error;
      });
    }
  }
}

/** Terminates the sessions in a database that this role may terminate, and waits for their end, two seconds at most. */
export async function terminateSessions(client: Client, oid: string): Promise<void> {
  for (const begun = Date.now(); (await disconnect(client, oid)) > 0 && Date.now() - begun < TIMEOUT_MS;) {
    await sleep(2);
  }
}

/**
 * The other sessions in a database that this role may cancel and terminate, by the rules of pg_terminate_backend:
 * https://www.postgresql.org/docs/current/functions-admin.html
 */
const SESSIONS = `pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid,
          (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) me
    WHERE a.datid = $1 AND a.pid <> pg_backend_pid()
      AND (me.rolsuper OR NOT r.rolsuper
           AND (pg_has_role(a.usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))`;

const DISCONNECT = prepared('disconnect', `SELECT pg_terminate_backend(a.pid) FROM ${SESSIONS}`);

const CANCEL = prepared(
  'cancel',
  `SELECT a.state = 'active' AND pg_cancel_backend(a.pid) AS canceled FROM ${SESSIONS}`,
);

/** How long a canceled query may take to tell its client, in milliseconds. */
const CANCEL_MS = 20;

/** Where a database has sessions, refuses new ones and cancels what they run. Without the right to, does nothing. */
async function refuseAndCancel(client: Client, name: string, oid: string): Promise<void> {
  try {
    const { rows } = await client.query<{ canceled: boolean | null }>({ ...CANCEL, values: [oid] });
    if (rows.length > 0) {
      await client.query(allowConnections(name, false));
    }
    if (rows.some(({ canceled }) => canceled)) {
      await sleep(CANCEL_MS);
    }
  } catch (error) {
    if (codeOf(error) !== SQLSTATE.insufficientPrivilege) {
      throw error;
    }
  }
}

/** Terminates the sessions that this role may terminate, and returns how many there were. */
async function disconnect(client: Client, oid: string): Promise<number> {
  try {
    const { rowCount } = await client.query({ ...DISCONNECT, values: [oid] });
    return rowCount ?? 0;
  } catch (error) {
    if (codeOf(error) === SQLSTATE.insufficientPrivilege) {
      return 0;
    }
    throw error;
  }
}

async function drop(client: Client, name: string, oid: string, isReleased = false): Promise<void> {
  const statement = `DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`;
  try {
    await client.query(`${statement} WITH (FORCE)`);
  } catch (error) {
    if (codeOf(error) === SQLSTATE.wrongObjectType) {
      // A template, which PostgreSQL does not drop.
      await client.query(`ALTER DATABASE ${quoteIdentifier(name)} IS_TEMPLATE false`);
      return drop(client, name, oid, isReleased);
    }
    if (codeOf(error) === SQLSTATE.objectInUse && !isReleased) {
      await releaseDatabase(client, name, oid).catch(() => {
        throw cannotDrop(name, error);
      });
      await terminateSessions(client, oid);
      return drop(client, name, oid, true);
    }
    if (error instanceof EnvironmentError) {
      throw error;
    }
    if (codeOf(error) !== SQLSTATE.insufficientPrivilege) {
      throw cannotDrop(name, error);
    }
    await requireNoSessions(client, name, oid, error);
    // FORCE needs the right to terminate autovacuum workers too; DROP without it terminates those itself.
    await client.query(statement).catch((second: unknown) => {
      throw cannotDrop(name, second);
    });
  }
}

async function requireNoSessions(client: Client, name: string, oid: string, cause: unknown): Promise<void> {
  const { rows } = await client.query<{ pid: number; user: string }>(
    `SELECT pid, usename AS user FROM pg_stat_activity
      WHERE datid = $1 AND usesysid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY pid`,
    [oid],
  );
  if (rows.length > 0) {
    const who = rows.map(({ pid, user }) => `${user} (pid ${pid})`).join(', ');
    throw new EnvironmentError(
      `cannot drop the database "${name}": ${who} is connected to it, and this role may not disconnect others`,
      { code: 'DATABASE_IN_USE', hint: 'Close those connections; the next run drops it.', cause },
    );
  }
}

function cannotDrop(name: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(`cannot drop the database "${name}": ${messageOf(cause)}`, {
    code: 'CANNOT_DROP_DATABASE',
    hint: 'Drop it with a role that may drop it.',
    cause,
  });
}
