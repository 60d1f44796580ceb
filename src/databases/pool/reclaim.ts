import { readMarked, type MarkedDatabase } from '../mark.ts';
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
  const marked = (await cluster.quick(readMarked)).filter(
    ({ name, mayDrop }) => mayDrop && /^elementaldb_(?:test|new|template)_/.test(name),
  );
  const dropped: string[] = [];
  const drop = async (database: MarkedDatabase): Promise<void> => {
    if (await dropFree(cluster, database)) {
      dropped.push(database.name);
    }
  };
  for (const database of marked.filter(isLeftOver)) {
    await drop(database);
  }
  const templates = marked.filter(({ mark }) => mark?.use === 'template').toSorted(byAge);
  const unused: MarkedDatabase[] = [];
  const inUse = new Set<string>();
  for (const template of templates) {
    if (await isInUse(cluster, template.name)) {
      inUse.add(template.name);
    } else {
      unused.push(template);
    }
  }
  const spares = marked.filter(({ mark }) => mark?.use === 'spare' && !inUse.has(mark.of ?? ''));
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
  const marked = await cluster.quick(readMarked);
  const spares = marked.filter(({ mark }) => mark?.use === 'spare' && mark.of !== of);
  const kept = marked
    .filter(({ mark }) => mark?.use === 'kept')
    .toSorted(byAge)
    .toReversed();
  const drop = async (databases: readonly MarkedDatabase[]): Promise<boolean> => {
    for (const database of databases) {
      if (await dropFree(cluster, database)) {
        return true;
      }
    }
    return false;
  };
  if (!(await drop(spares)) && ![...cluster.spareable].some((giveUp) => giveUp())) {
    await drop(kept);
  }
}

/** To hold a template for a moment is to know that nobody has a share. */
async function isInUse(cluster: Cluster, template: string): Promise<boolean> {
  if (cluster.templates.has(template) || !(await cluster.tryHold(template))) {
    return true;
  }
  await cluster.letGo(template);
  return false;
}

function isLeftOver({ mark }: MarkedDatabase): boolean {
  return (
    mark === undefined ||
    mark.use === 'lease' ||
    (mark.use === 'kept' && Date.now() - Date.parse(mark.since ?? '') > KEPT)
  );
}

/** The newest first; OIDs are given out in turn. */
function byAge(a: MarkedDatabase, b: MarkedDatabase): number {
  return Number(b.oid) - Number(a.oid);
}

/** Drops one if nobody holds its lease, and it is still what it was seen as: by now it may be somebody's spare. */
async function dropFree(cluster: Cluster, { name, oid, mark }: MarkedDatabase): Promise<boolean> {
  if (!(await cluster.tryHold(name))) {
    return false;
  }
  try {
    const now = (await cluster.quick(readMarked)).find((database) => database.name === name);
    if (now?.oid !== oid || now.mark?.use !== mark?.use) {
      return false;
    }
    await dropCopy(cluster, { name, oid });
    return true;
  } catch {
    return false;
  } finally {
    await cluster.letGo(name);
  }
}
