import { withCleanup } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { openCluster, type Cluster } from '../pool/cluster.ts';
import { DatabasePool } from '../pool/database-pool.ts';
import { reclaim } from '../pool/reclaim.ts';
import type { TemplateChoice } from '../templates/define-template.ts';
import { ensureTemplate } from '../templates/ensure-template.ts';
import { accessAs, type DatabaseAccess } from './database-access.ts';
import { apartOf, openServer, readLayers, type OpenedServer, type ReadLayers } from './open-server.ts';
import type { TestDatabasePlan } from './options.ts';

/** A server that this process uses; this or another process opened it. */
interface UsedServer extends OpenedServer {
  cluster: Cluster;
}

export interface OpenPool {
  cluster: Cluster;
  pool: DatabasePool;
  /** How tests connect: as the cluster does, or as the role that was asked for. */
  access: DatabaseAccess;
}

const servers = new Map<string, Promise<UsedServer>>();
const pools = new Map<string, Promise<OpenPool>>();

/** Pools by the plan they were asked for with: by the template, which may be an object, then by everything else. */
const asked = new Map<TemplateChoice | undefined, Map<string, Promise<OpenPool>>>();

let closesAtExit = false;

/**
 * The pool of this process for a template on a server. It is opened once, when the files are read, and closed when the
 * process ends.
 */
export function poolFor(plan: TestDatabasePlan): Promise<OpenPool> {
  const { source, server, limits, on } = plan;
  const { template, ...others } = source;
  const byTemplate = asked.get(template) ?? new Map<string, Promise<OpenPool>>();
  asked.set(template, byTemplate);
  return once(byTemplate, JSON.stringify([others, server, limits, on]), () => openPool(plan));
}

async function openPool(plan: TestDatabasePlan): Promise<OpenPool> {
  const { server, limits, on: given } = plan;
  const layers = await readLayers(plan, server.isForeign || given?.kind === 'existing');
  const apart = await apartOf(layers);
  // Files that change the server itself do not run on a server that was started for others.
  const on = given?.kind === 'embedded' && apart !== '' && apart !== given.apart ? undefined : given;
  const place = on === undefined ? JSON.stringify([server, apart]) : JSON.stringify(on);
  // Different plans may lead to the same template.
  return once(pools, contentHash([place, layers.top.key, layers.login ?? '', JSON.stringify(limits)]), async () => {
    const { cluster } = await once(servers, place, () => openUsedServer({ ...plan, on }, layers));
    const pool = new DatabasePool(cluster, await ensureTemplate(cluster, layers.top), limits);
    return { cluster, pool, access: await accessAs(cluster, layers.login) };
  });
}

/**
 * Closes what this process has open for its test databases. On an existing server, drops what is left of them; a server
 * that only this process uses ends. It runs by itself when the process ends; call it where modules are loaded again for
 * each test file. The next `testDatabase()` opens everything again.
 */
export async function closeTestDatabases(): Promise<void> {
  const [openPools, usedServers] = [[...pools.values()], [...servers.values()]];
  for (const map of [asked, pools, servers]) {
    map.clear();
  }
  await Promise.allSettled(openPools.map(async (opening) => (await opening).pool.close()));
  await Promise.allSettled(usedServers.map(async (opening) => closeServer(await opening)));
}

async function openUsedServer({ server, on, onProgress }: TestDatabasePlan, layers: ReadLayers): Promise<UsedServer> {
  if (!closesAtExit) {
    closesAtExit = true;
    process.on('beforeExit', () => void closeTestDatabases());
  }
  const opened =
    on === undefined
      ? await openServer(server, layers, { hold: false, onProgress })
      : { description: on, stop: () => Promise.resolve() };
  try {
    return { ...opened, cluster: await openCluster(opened.description) };
  } catch (error) {
    await opened.stop().catch(() => undefined);
    throw error;
  }
}

async function closeServer(used: UsedServer): Promise<void> {
  const { cluster, description } = used;
  await withCleanup(
    async () => {
      if (description.kind === 'existing') {
        // Databases that tests did not close are abandoned from now on.
        await Promise.all([...cluster.leased].map((name) => cluster.releaseLease(name)));
        await cluster.releaseTemplates(); // Including those below the requested ones.
        await reclaim(cluster);
      }
      await cluster.end();
    },
    () => used.stop(),
  );
}

/** The value under a key, which is made at first use; a failure is forgotten. */
function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const there = known.get(key);
  if (there !== undefined) {
    return there;
  }
  const making = make();
  known.set(key, making);
  making.catch(() => known.delete(key));
  return making;
}
