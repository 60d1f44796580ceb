import type { SeedSource } from '../../seeding/job/seed-job.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { createWorld } from '../world/create-world.ts';
import type { World, WorldOptions } from '../world/world.ts';
import { batchAdapter } from './adapt-batch.ts';
import { discoverDatasets } from './discover-datasets.ts';
import { knownDatasets } from './known-datasets.ts';

/** A world as the source of a seed job. @param custom datasets of the user, which replace ours of the same name */
export function worldSource(world: World, custom: readonly Dataset[]): SeedSource<World> {
  const { clients, sites } = world.options;
  const known = knownDatasets(custom);
  return {
    key: worldKey(world.options),
    context: world,
    kinds: new Map([
      ['world', () => [0]],
      ['place', () => placesOf(world)],
      ['client', () => Array.from({ length: clients }, (_, index) => index)],
      ['site', () => Array.from({ length: sites }, (_, index) => index)],
    ]),
    datasetsFor: (schema) => [...known, ...discoverDatasets(schema, known)],
    adapterFor: (client, schema) => batchAdapter(client, schema, world.options.seed),
    contextOf(key) {
      const options = optionsOf(key);
      return options === undefined ? undefined : createWorld(options);
    },
  };
}

/** With more sites than this, all places are taken to have one. */
const MOST_SITES_READ = 5000;

/** The places that have sites. */
function placesOf(world: World): number[] {
  const { places, options } = world;
  const all = [...places.keys()];
  if (options.sites > MOST_SITES_READ) {
    return all;
  }
  const used = new Set(Array.from({ length: options.sites }, (_, index) => world.site(index).place.name));
  return all.filter((index) => used.has(places[index]?.name ?? ''));
}

/** The text that stands for a world in the database: everything that decides its rows. */
function worldKey({ seed, clients, sites, noise, demo }: WorldOptions): string {
  return `seed ${seed}, ${clients} clients, ${sites} sites, noise ${noise}${demo === true ? ', demo' : ''}`;
}

const KEY = /^seed (\d+), (\d+) clients, (\d+) sites, noise (none|realistic)(, demo)?$/;

function optionsOf(key: string): WorldOptions | undefined {
  const [, seed, clients, sites, noise, demo] = KEY.exec(key) ?? [];
  if (noise !== 'none' && noise !== 'realistic') {
    return undefined;
  }
  return {
    seed: Number(seed),
    clients: Number(clients),
    sites: Number(sites),
    noise,
    ...(demo === undefined ? {} : { demo: true }),
  };
}
