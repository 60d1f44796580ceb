import { dropDisconnecting } from '../drop-disconnecting.ts';
import { readMarked, type MarkedDatabase } from '../mark.ts';
import type { Cluster } from './cluster.ts';

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
  const inUse = new Set<string>(['template0']);
  const unused: MarkedDatabase[] = [];
  for (const template of templates) {
    // To hold it for a moment is to know that nobody has a share.
    if (cluster.templates.has(template.name) || !(await cluster.tryHold(template.name))) {
      inUse.add(template.name);
    } else {
      await cluster.letGo(template.name);
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

/** Drops one if nobody holds its lease, and it is still the one that was seen. */
async function dropFree(cluster: Cluster, { name, oid }: MarkedDatabase): Promise<boolean> {
  if (!(await cluster.tryHold(name))) {
    return false;
  }
  try {
    await cluster.slow((client) => dropDisconnecting(client, name, (present) => Promise.resolve(present === oid)));
    return true;
  } catch {
    return false;
  } finally {
    await cluster.letGo(name);
  }
}
