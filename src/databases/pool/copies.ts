import { lastValue } from '../../postgres/last-value.ts';
import { prepared } from '../../postgres/prepared.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { copyProperties } from '../database-properties.ts';
import { LEASE_CLASS } from '../lease.ts';
import { readOid, testName, writeOwnership, type Ownership, type Use } from '../ownership.ts';
import type { Cluster } from './cluster.ts';

/** A copy of a template whose lease this process holds. */
export interface Copy {
  name: string;
  /** Changes with `reset`, which replaces the database. */
  oid: string;
  /** The database it is a copy of. */
  madeFrom: string;
  /** What `readRowVersions` gives for tables that were restored while clients were connected, by OID. */
  restoredVersions?: Readonly<Record<string, string>> | undefined;
}

/** The lock under which databases are counted and a new name is leased. */
const COUNTING = LEASE_CLASS + 1;

/** Copies for tests, and databases that are being made. */
const OURS = String.raw`(datname LIKE 'elementaldb\_test\_%' OR datname LIKE 'elementaldb\_new\_%')`;

/** The databases that count. Those that no test uses any more, and only clients keep, have a limit of their own. */
const COUNTED = `${OURS} AND coalesce(shobj_description(oid, 'pg_database'), '') NOT LIKE '%"use":"connected"%'`;

/** Those that this role owns. It could not write to the objects in another role's. */
const OWN = `${OURS} AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)`;

/**
 * Makes a copy and returns it with its lease held; undefined when `limit` is reached. The name is leased before the
 * database exists: it counts from then on, and no other process takes the database for one that a killed process left.
 */
export async function makeCopy(cluster: Cluster, source: string, limit: number): Promise<Copy | undefined> {
  const name = testName();
  if (!(await leaseNewName(cluster, name, limit))) {
    return undefined;
  }
  try {
    return await createCopy(cluster, source, name);
  } catch (error) {
    await cluster.releaseLease(name);
    throw error;
  }
}

/** Makes a copy under a name whose lease this process holds. */
export function createCopy(cluster: Cluster, source: string, name: string): Promise<Copy> {
  return cluster.withMakerSession(async (client) => {
    await client.query(
      `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(source)} ${cluster.strategy}`,
    );
    await copyProperties(client, source, name);
    return { name, oid: (await readOid(client, name)) ?? '', madeFrom: source };
  });
}

/** Leases a name if the existing databases, and the leased names without one yet, are fewer than `limit`. */
function leaseNewName(cluster: Cluster, name: string, limit: number): Promise<boolean> {
  return cluster.withLeaseSession(async (client) => {
    // Sent together they are one transaction, at whose end the lock for counting is released.
    const result = await client.query(
      `SELECT pg_advisory_xact_lock(${COUNTING}, 0);
       SELECT CASE WHEN
         (SELECT count(*) FROM pg_database WHERE ${COUNTED})
         + (SELECT count(*) FROM pg_locks
             WHERE locktype = 'advisory' AND classid::bigint = ${LEASE_CLASS} AND mode = 'ExclusiveLock'
               AND objid::bigint NOT IN (SELECT hashtext(datname)::bigint & 4294967295 FROM pg_database))
         < ${limit}
       THEN pg_try_advisory_lock(${LEASE_CLASS}, hashtext(${quoteLiteral(name)}))::text ELSE 'full' END AS value`,
    );
    const isLeased = lastValue(result) === 'true';
    if (isLeased) {
      cluster.leased.add(name);
    }
    return isLeased;
  });
}

/** The template of a copy, and what the copy is used for. */
export interface CopyUse {
  of: string;
  use: Use;
}

/** The ownership comment of a copy. A `kept` one does not belong to a test run any more. */
export function ownershipOf(
  { identifier, description }: Cluster,
  { name, oid }: Copy,
  { of, use }: CopyUse,
): Ownership {
  const kept = use === 'kept';
  return {
    madeBy: 'elementaldb',
    oid,
    name,
    cluster: identifier,
    claim: kept ? 'kept' : description.claim,
    detached: kept,
    use,
    of,
    ...(kept ? { since: new Date().toISOString() } : {}),
  };
}

/** Writes into the ownership comment what a copy is used for. */
export async function recordUse(cluster: Cluster, copy: Copy, how: CopyUse): Promise<void> {
  await cluster.withLeaseSession((client) => writeOwnership(client, ownershipOf(cluster, copy, how)));
}

/**
 * Takes a spare copy of a template, if there is one, in one round trip: leases it and records it as used by a test of
 * this run. Under the lease it checks again that the copy is a spare: since it was found, another process may have used it.
 */
export function takeSpare(cluster: Cluster, of: string): Promise<Copy | undefined> {
  return cluster.withLeaseSession(async (client) => {
    const result = await client.query(takeSpareStatement(of, cluster));
    const [oid = '', name = ''] = lastValue(result).split(' ');
    if (name === '') {
      return undefined;
    }
    cluster.leased.add(name);
    return { name, oid, madeFrom: of };
  });
}

function takeSpareStatement(of: string, { leased, description }: Cluster): string {
  const ours = [...leased].map(quoteLiteral).join(', ');
  const claim = quoteLiteral(JSON.stringify(description.claim));
  return `DO $do$
DECLARE
  spare record;
  now text;
BEGIN
  PERFORM set_config('elementaldb.taken', '', false);
  FOR spare IN SELECT oid, datname::text AS name FROM pg_database
                WHERE ${OWN} AND shobj_description(oid, 'pg_database') LIKE '%"use":"spare","of":"${of}"%'
                  AND datname <> ALL (ARRAY[${ours}]::text[])
  LOOP
    IF pg_try_advisory_lock(${LEASE_CLASS}, hashtext(spare.name)) THEN
      SELECT shobj_description(oid, 'pg_database') INTO now FROM pg_database
       WHERE oid = spare.oid AND datname = spare.name;
      IF now LIKE '%"oid":"' || spare.oid || '","name":"' || spare.name || '"%"use":"spare","of":"${of}"%' THEN
        now := regexp_replace(now, '"claim":"[^"]*"', '"claim":' || ${claim});
        EXECUTE format('COMMENT ON DATABASE %I IS %L', spare.name, replace(now, '"use":"spare"', '"use":"lease"'));
        PERFORM set_config('elementaldb.taken', spare.oid || ' ' || spare.name, false);
        EXIT;
      END IF;
      PERFORM pg_advisory_unlock(${LEASE_CLASS}, hashtext(spare.name));
    END IF;
  END LOOP;
END $do$;
SELECT current_setting('elementaldb.taken') AS value`;
}

/** Counts the spare copies of a template and the processes that use it. */
export async function countSpares(cluster: Cluster, of: string): Promise<{ spares: number; users: number }> {
  const { rows } = await cluster.withLeaseSession((client) =>
    client.query<{ spares: number; users: number }>({
      ...COUNT,
      values: [of, `%"use":"spare","of":"${of}"%`, LEASE_CLASS],
    }),
  );
  return { spares: rows[0]?.spares ?? 0, users: Math.max(1, rows[0]?.users ?? 0) };
}

const COUNT = prepared(
  'count_spares',
  `SELECT (SELECT count(*)::int FROM pg_database
            WHERE ${OWN} AND shobj_description(oid, 'pg_database') LIKE $2) AS spares,
          (SELECT count(*)::int FROM pg_locks
            WHERE locktype = 'advisory' AND classid::bigint = $3::bigint AND mode = 'ShareLock'
              AND objid::bigint = hashtext($1)::bigint & 4294967295) AS users`,
);
