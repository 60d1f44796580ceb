import type { World } from './world.ts';

/** The same world, with meters that show no faults. */
export function withoutNoise(world: World): World {
  return {
    options: { ...world.options, noise: 'none' },
    places: world.places,
    client: (index) => world.client(index),
    site: (index) => world.site(index),
  };
}
