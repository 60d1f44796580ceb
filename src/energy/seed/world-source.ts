import type { SeedSource } from '../../seeding/job/seed-job.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { FAULTS } from '../datasets/meters/fault-batches.ts';
import { contentHash } from '../../support/hash.ts';
import { isObject } from '../../support/json.ts';
import { chosenPhrases, chosenPlaces } from '../world/choices.ts';
import { createWorld } from '../world/create-world.ts';
import type { World, WorldOptions } from '../world/world.ts';
import { batchAdapter } from './adapt-batch.ts';
import { discoverDatasets } from './discover-datasets.ts';
import { knownDatasets } from './known-datasets.ts';

/** A world as the source of a seed job. @param custom datasets of the user, which replace ours of the same name */
export function worldSource(world: World, custom: readonly Dataset[]): SeedSource<World> {
  const known = knownDatasets(custom);
  return {
    key: worldKey(world.options),
    data: isInKey(world.options) ? undefined : world.options,
    context: world,
    recordTables: world.options.noise === 'realistic' ? [FAULTS] : [],
    kinds: kindsOf(world),
    datasetsFor: (schema) => [...known, ...discoverDatasets(schema, known)],
    adapterFor: (client, schema) => batchAdapter(client, schema, world.options.seed),
    contextOf(key, data) {
      const options = isWorldOptions(data) ? data : optionsOf(key);
      return options === undefined ? undefined : createWorld(options);
    },
  };
}

/** The kinds of index of a world's datasets, in the order in which foreign keys allow their rows. */
export function kindsOf(world: World): ReadonlyMap<Dataset['per'], () => readonly number[]> {
  const { clients } = world.options;
  return new Map([
    ['world', () => [0]],
    ['place', () => placesOf(world)],
    ['client', () => Array.from({ length: clients }, (_, index) => index)],
    ['site', () => sitesByPlace(world)],
  ]);
}

/** With more sites than this, all places are taken to have one, and sites keep their order. */
const MOST_SITES_READ = 5000;

/** All sites, those of a region and a place together, because they share its weather and prices. */
function sitesByPlace(world: World): number[] {
  const { sites } = world.options;
  const indices = Array.from({ length: sites }, (_, index) => index);
  if (sites > MOST_SITES_READ) {
    return indices;
  }
  const keys = indices.map((index) => {
    const { gsp, name } = world.site(index).place;
    return `${gsp} ${name}`;
  });
  return indices.toSorted((a, b) => compareTexts(keys[a] ?? '', keys[b] ?? '') || a - b);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The places that have sites. */
function placesOf(world: World): number[] {
  const { places, options } = world;
  const all = [...places.keys()];
  if (options.sites > MOST_SITES_READ && options.given === undefined) {
    const possible = new Set(chosenPlaces(options).map(({ name }) => name));
    return all.filter((index) => possible.has(places[index]?.name ?? ''));
  }
  const used = new Set(Array.from({ length: options.sites }, (_, index) => world.site(index).place.name));
  return all.filter((index) => used.has(places[index]?.name ?? ''));
}

/** The text that stands for a world in the database: everything that decides its rows. */
function worldKey(options: WorldOptions): string {
  const { seed, clients, sites, noise, demo } = options;
  const others = isInKey(options)
    ? ''
    : `, others ${contentHash([JSON.stringify(comparableOptions(options))]).slice(0, 16)}`;
  return `seed ${seed}, ${clients} clients, ${sites} sites, noise ${noise}${demo === true ? ', demo' : ''}${others}`;
}

/** The options in an order of their own: equal for equal worlds, however places and archetypes are written. */
export function comparableOptions(options: WorldOptions): object {
  const { places, archetypes } = options;
  const chosen = {
    ...options,
    ...(places !== undefined && { places: chosenPlaces(options).map(({ name }) => name) }),
    ...(archetypes !== undefined && {
      archetypes: [...new Set(chosenPhrases(options).map(([, archetype]) => archetype))].toSorted(),
    }),
  };
  return Object.fromEntries(Object.entries(chosen).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether the key has all options; others, which may be long, are kept beside it. */
function isInKey({ places, archetypes, given, meter }: WorldOptions): boolean {
  return [places, archetypes, given, meter].every((option) => option === undefined);
}

/** What a database keeps of a world has been checked when the world was made. */
function isWorldOptions(data: unknown): data is WorldOptions {
  return isObject(data) && typeof data['seed'] === 'number';
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
