import type { Client } from 'pg';

import type { Dataset } from '../../energy/datasets/dataset.ts';
import { readCatalog } from '../load/catalog.ts';
import { keysOnce } from '../load/keys-once.ts';
import type { World } from '../../energy/world/world.ts';
import { adaptTo } from './adapt-batch.ts';
import { discoverDatasets } from './discover-datasets.ts';
import { knownDatasets } from './known-datasets.ts';
import type { Runner } from './run-slices.ts';
import { writeTasks, type Writing } from './write-tasks.ts';

/** Readies a connection for writing a world's units: of datasets of one's own, of ours, and of those that its catalog shows. */
export async function prepareWriting(
  client: Client,
  world: World,
  own: readonly Dataset[],
  commits: boolean,
): Promise<Writing> {
  const catalog = await readCatalog(client);
  const known = knownDatasets(own);
  const datasets = [...known, ...discoverDatasets(catalog, known)];
  return {
    client,
    catalog,
    world,
    datasets: new Map(datasets.map((dataset) => [dataset.name, dataset])),
    adapt: adaptTo(client, catalog, world),
    keys: commits ? await keysOnce(client) : undefined,
    commits,
  };
}

/** A runner in this thread, on a connection that stays the caller's. */
export function localRunner(writing: Writing): Runner {
  return { run: (tasks) => writeTasks(writing, tasks), close: () => Promise.resolve() };
}
