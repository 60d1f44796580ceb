import { readOwnDatabases, type FoundDatabase } from '../ownership.ts';
import type { Cluster } from './cluster.ts';
import { dropCopy } from './drop-copy.ts';
import { readOpenSessions } from './open-sessions.ts';

/** How long a kept database stays: an hour, in milliseconds. */
const KEPT_MS = 3_600_000;

/** How many unused templates stay on a server that we started. */
const MAX_UNUSED_TEMPLATES = 8;

/**
 * Drops what killed processes have left: databases whose lease is free, spares of unused templates, and unused templates
 * except for a few. What cannot be dropped now is left for the next time. Returns the names.
 */
export async function reclaim(cluster: Cluster): Promise<string[]> {
  const marked = (await cluster.withLeaseSession(readOwnDatabases)).filter(
    ({ name, mayDrop }) => mayDrop && /^elementaldb_(?:test|new|template)_/.test(name),
  );
  const dropped: string[] = [];
  const drop = async (database: FoundDatabase): Promise<void> => {
    if (await dropIfUnleased(cluster, database)) {
      dropped.push(database.name);
    }
  };
  for (const database of marked.filter(isAbandoned)) {
    await drop(database);
  }
  const templates = marked.filter(({ ownership }) => ownership?.use === 'template').toSorted(newestFirst);
  const unused: FoundDatabase[] = [];
  const inUse = new Set<string>();
  for (const template of templates) {
    if (await isInUse(cluster, template.name)) {
      inUse.add(template.name);
    } else {
      unused.push(template);
    }
  }
  const spares = marked.filter(({ ownership }) => ownership?.use === 'spare' && !inUse.has(ownership.of ?? ''));
  const keep = cluster.description.kind === 'existing' ? 0 : MAX_UNUSED_TEMPLATES;
  for (const database of [...spares, ...unused.slice(keep)]) {
    await drop(database);
  }
  return dropped;
}

/**
 * Makes room for one more copy of a template: drops a spare of another template, else a database that this process holds
 * for later, else the oldest kept database.
 */
export async function makeRoom(cluster: Cluster, of: string): Promise<void> {
  const marked = await cluster.withLeaseSession(readOwnDatabases);
  const spares = marked.filter(({ ownership }) => ownership?.use === 'spare' && ownership.of !== of);
  const kept = marked
    .filter(({ ownership }) => ownership?.use === 'kept')
    .toSorted(newestFirst)
    .toReversed();
  const drop = async (databases: readonly FoundDatabase[]): Promise<boolean> => {
    for (const database of databases) {
      if (await dropIfUnleased(cluster, database)) {
        return true;
      }
    }
    return false;
  };
  if (!(await drop(spares)) && ![...cluster.evictors].some((evict) => evict())) {
    await drop(kept);
  }
}

/** A process that gets the lease of a template knows that no other uses it. */
async function isInUse(cluster: Cluster, template: string): Promise<boolean> {
  if (cluster.templates.has(template) || !(await cluster.tryLease(template))) {
    return true;
  }
  await cluster.releaseLease(template);
  return false;
}

function isAbandoned({ ownership }: FoundDatabase): boolean {
  return (
    ownership === undefined ||
    ownership.use === 'lease' ||
    ownership.use === 'connected' ||
    (ownership.use === 'kept' && Date.now() - Date.parse(ownership.since ?? '') > KEPT_MS)
  );
}

/** By OID, which PostgreSQL assigns in ascending order. */
function newestFirst(a: FoundDatabase, b: FoundDatabase): number {
  return Number(b.oid) - Number(a.oid);
}

/** Drops a database if its lease is free. Under the lease it checks again that the database and its use are the same. */
async function dropIfUnleased(cluster: Cluster, { name, oid, ownership }: FoundDatabase): Promise<boolean> {
  if (!(await cluster.tryLease(name))) {
    return false;
  }
  try {
    const now = (await cluster.withLeaseSession(readOwnDatabases)).find((database) => database.name === name);
    if (now?.oid !== oid || now.ownership?.use !== ownership?.use) {
      return false;
    }
    if (
      ownership?.use === 'connected' &&
      (await cluster.withLeaseSession((client) => readOpenSessions(client, [oid]))).length > 0
    ) {
      return false;
    }
    await dropCopy(cluster, { name, oid });
    return true;
  } catch {
    return false;
  } finally {
    await cluster.releaseLease(name);
  }
}
