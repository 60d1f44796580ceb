import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { prepared } from '../../postgres/prepared.ts';
import { allowConnections } from '../database-statements.ts';
import type { Cluster } from './cluster.ts';
import type { Copy } from './copies.ts';

/** A connection that a client of the user has to a test database. */
export interface OpenSession {
  /** OID of the database. */
  oid: string;
  pid: number;
  applicationName: string;
  /** As in `pg_stat_activity`: `active`, `idle`, `idle in transaction`; empty where this role may not see it. */
  state: string;
  /** The statement that runs or ran last, empty where this role may not see it. */
  query: string;
}

/** How long a connection that was just closed may still be on the server, and how often to look, in milliseconds. */
const CLOSING_MS = 250;
const POLL_MS = 5;

/** The sessions of clients in some databases, except for those that this package opens. */
export async function readOpenSessions(client: Client, oids: readonly string[]): Promise<OpenSession[]> {
  const { rows } = await client.query<OpenSession>({ ...OPEN_SESSIONS, values: [oids] });
  return rows;
}

/**
 * Refuses new sessions in a copy, unless clients are connected to it: then returns their sessions, and changes nothing.
 * A client that was just connecting is seen after connections are refused.
 */
export async function refuseUnlessConnected(cluster: Cluster, { name, oid }: Copy): Promise<OpenSession[]> {
  const remaining = await readRemainingSessions(cluster, oid);
  if (remaining.length > 0) {
    return remaining;
  }
  return cluster.withLeaseSession(async (client) => {
    await client.query(allowConnections(name, false));
    const late = await readOpenSessions(client, [oid]);
    if (late.length > 0) {
      await client.query(allowConnections(name, true));
    }
    return late;
  });
}

/** The sessions in a database that stay open: waits for those that are being closed. */
async function readRemainingSessions(cluster: Cluster, oid: string): Promise<OpenSession[]> {
  for (const begun = Date.now(); ; await sleep(POLL_MS)) {
    const sessions = await cluster.withLeaseSession((client) => readOpenSessions(client, [oid]));
    if (sessions.length === 0 || Date.now() - begun > CLOSING_MS) {
      return sessions;
    }
  }
}

/** Whether most of the connections that the server allows are taken. */
export async function hasFewConnections(cluster: Cluster): Promise<boolean> {
  const { rows } = await cluster.withLeaseSession((client) => client.query<{ few: boolean }>(FEW_CONNECTIONS));
  return rows[0]?.few === true;
}

/** A role that may not see the sessions of others sees no kind of backend there. */
const CLIENTS = `coalesce(backend_type, 'client backend') = 'client backend' AND usesysid IS NOT NULL`;

/** The names of the sessions that this package opens in the databases of tests. */
const OWN = '^elementaldb( (test|seed|snapshot|lease|maker .*))?$';

const OPEN_SESSIONS = prepared(
  'open_sessions',
  `SELECT datid::text AS oid, pid, coalesce(application_name, '') AS "applicationName", coalesce(state, '') AS state,
          coalesce(query, '') AS query
     FROM pg_stat_activity
    WHERE datid = ANY ($1::oid[]) AND ${CLIENTS} AND coalesce(application_name, '') !~ '${OWN}'
    ORDER BY pid`,
);

const FEW_CONNECTIONS = prepared(
  'few_connections',
  `SELECT count(*) > 0.9 * current_setting('max_connections')::int AS few FROM pg_stat_activity WHERE ${CLIENTS}`,
);
