import { withCleanup } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { openCluster, type Cluster } from '../pool/cluster.ts';
import { DatabasePool, type PoolLimits } from '../pool/database-pool.ts';
import { reclaim } from '../pool/reclaim.ts';
import type { TemplateChoice } from '../templates/define-template.ts';
import { ensureTemplate } from '../templates/ensure-template.ts';
import { parseDescription, TEST_SERVER_VARIABLE, type TestServerDescription } from './description.ts';
import {
  apartOf,
  openServer,
  readLayers,
  type OpenedServer,
  type ReadLayers,
  type TestServerOptions,
} from './test-server.ts';

export interface PoolOptions extends TestServerOptions, PoolLimits {
  on?: TestServerDescription | undefined;
}

/** A server that this process uses, opened by it or by another. */
interface Site extends OpenedServer {
  cluster: Cluster;
}

export interface OpenPool {
  cluster: Cluster;
  pool: DatabasePool;
}

/** By what they were asked for with. */
const sites = new Map<string, Promise<Site>>();
const pools = new Map<string, Promise<OpenPool>>();

let closesAtEnd = false;

/** By template, since a user's is an object, and then by the other options. */
const choices = new Map<TemplateChoice | undefined, Map<string, Promise<OpenPool>>>();

/**
 * The pool of this process for a template on a server; opened once, and closed when the process ends. The files are read
 * when it is opened.
 */
export function poolFor(options: PoolOptions): Promise<OpenPool> {
  const { template, onProgress: _says, ...others } = options;
  const on = options.on ?? described();
  const known = choices.get(template) ?? new Map<string, Promise<OpenPool>>();
  choices.set(template, known);
  return once(known, JSON.stringify([others, on]), () => openPool(options, on));
}

async function openPool(options: PoolOptions, given: TestServerDescription | undefined): Promise<OpenPool> {
  const notOurs = (given?.kind ?? options.server?.kind) === 'existing' || options.reuseContainer === true;
  const layers = await readLayers(options, notOurs);
  // Files that change the server itself do not run on one that was started for others.
  const on = given?.kind === 'embedded' && !['', given.apart].includes(apartOf(layers)) ? undefined : given;
  const server = on === undefined ? serverKey(options, apartOf(layers)) : JSON.stringify(on);
  // Other choices may come to the same.
  return once(
    pools,
    contentHash([server, layers.top.key, String(options.limit), String(options.maxBytes), String(options.reuse)]),
    async () => {
      const { cluster } = await once(sites, server, () => openSite(options, on, layers));
      const pool = new DatabasePool(cluster, await ensureTemplate(cluster, layers.top), options);
      return { cluster, pool };
    },
  );
}

/**
 * Closes what this process has open for its test databases: on a server that is not ours what is left of them goes, and
 * one that only this process uses ends. By itself that happens when the process ends; call it where modules are loaded
 * anew for each file. What is asked for after that is opened again.
 */
export async function closeTestDatabases(): Promise<void> {
  const [openPools, openSites] = [[...pools.values()], [...sites.values()]];
  choices.clear();
  pools.clear();
  sites.clear();
  await Promise.allSettled(openPools.map(async (opening) => (await opening).pool.close()));
  await Promise.allSettled(openSites.map(async (opening) => closeSite(await opening)));
}

async function openSite(
  options: PoolOptions,
  on: TestServerDescription | undefined,
  layers: ReadLayers,
): Promise<Site> {
  if (!closesAtEnd) {
    closesAtEnd = true;
    process.on('beforeExit', () => void closeTestDatabases());
  }
  const opened =
    on === undefined
      ? await openServer(options, layers, { hold: false })
      : { description: on, stop: () => Promise.resolve() };
  try {
    return { ...opened, cluster: await openCluster(opened.description) };
  } catch (error) {
    await opened.stop().catch(() => undefined);
    throw error;
  }
}

async function closeSite(site: Site): Promise<void> {
  const { cluster, description } = site;
  await withCleanup(
    async () => {
      if (description.kind === 'existing') {
        // What was not given back is left over from now on.
        await Promise.all([...cluster.leased].map((name) => cluster.releaseLease(name)));
        await cluster.releaseTemplates(); // Those under the ones that were asked for, too.
        await reclaim(cluster);
      }
      await cluster.end();
    },
    () => site.stop(),
  );
}

function described(): TestServerDescription | undefined {
  const text = process.env[TEST_SERVER_VARIABLE];
  return text === undefined || text === '' ? undefined : parseDescription(text);
}

function serverKey(options: TestServerOptions, apart: string): string {
  const { server, major, pgBin, image, reuseContainer, user, settings } = options;
  return JSON.stringify([server, major, pgBin, image, reuseContainer, user, settings, apart]);
}

/** What is there, or is being made, under a key; what could not be made is forgotten. */
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
