import { readOwnDatabases, type FoundDatabase } from '../ownership.ts';
import type { Cluster } from './cluster.ts';
import { dropCopy } from './drop-copy.ts';

/** How long a database that was kept for a person stays: an hour. */
const KEPT = 3_600_000;

/** How many templates that nobody uses stay on a server of ours, for whoever wants them again. */
const UNUSED_TEMPLATES = 8;

/**
 * Drops what killed processes have left: databases whose lease nobody holds, spares whose template nobody uses, all but
 * a few templates that nobody uses. What cannot be dropped now is left for the next time. Returns the names.
 */
export async function reclaim(cluster: Cluster): Promise<string[]> {
  const marked = (await cluster.quick(readOwnDatabases)).filter(
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
  const keep = cluster.description.kind === 'existing' ? 0 : UNUSED_TEMPLATES;
  for (const database of [...spares, ...unused.slice(keep)]) {
    await drop(database);
  }
  return dropped;
}

/**
 * Makes room for one copy of a template: a spare of another goes, else what this process has for its next transaction, else
 * what has been kept for the longest time.
 */
export async function makeRoom(cluster: Cluster, of: string): Promise<void> {
  const marked = await cluster.quick(readOwnDatabases);
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

/** To hold a template for a moment is to know that nobody has a share. */
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
    (ownership.use === 'kept' && Date.now() - Date.parse(ownership.since ?? '') > KEPT)
  );
}

/** The newest first; OIDs are given out in turn. */
function newestFirst(a: FoundDatabase, b: FoundDatabase): number {
  return Number(b.oid) - Number(a.oid);
}

/** Drops one if nobody holds its lease, and it is still what it was seen as: by now it may be somebody's spare. */
async function dropIfUnleased(cluster: Cluster, { name, oid, ownership }: FoundDatabase): Promise<boolean> {
  if (!(await cluster.tryLease(name))) {
    return false;
  }
  try {
    const now = (await cluster.quick(readOwnDatabases)).find((database) => database.name === name);
    if (now?.oid !== oid || now.ownership?.use !== ownership?.use) {
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
