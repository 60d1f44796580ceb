import { setImmediate } from 'node:timers/promises';

import type { World } from './world.ts';

/** How many sites of a world are in a place, or of a kind. */
export interface CountedSites {
  name: string;
  sites: number;
}

export interface SiteCounts {
  /** Those with sites, most first. */
  places: CountedSites[];
  archetypes: CountedSites[];
}

/** Sites between two turns of other work. */
const TURN = 200;

/**
 * How the sites of a world are spread over places and archetypes.
 *
 * @param onProgress called now and then; what it throws ends the count
 */
export async function countSites(world: World, onProgress?: () => void): Promise<SiteCounts> {
  const places = new Map<string, number>();
  const archetypes = new Map<string, number>();
  for (let index = 0; index < world.options.sites; index += 1) {
    const { place, archetype } = world.site(index);
    places.set(place.name, (places.get(place.name) ?? 0) + 1);
    archetypes.set(archetype, (archetypes.get(archetype) ?? 0) + 1);
    if (index % TURN === TURN - 1) {
      onProgress?.();
      await setImmediate();
    }
  }
  return { places: mostFirst(places), archetypes: mostFirst(archetypes) };
}

function mostFirst(counts: ReadonlyMap<string, number>): CountedSites[] {
  return [...counts].map(([name, sites]) => ({ name, sites })).toSorted((a, b) => b.sites - a.sites);
}
