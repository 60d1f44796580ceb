import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import { fabricLosses } from './heat.ts';
import { rounded } from '../round.ts';

/** Something that would make a building lose less heat. */
export interface FabricIntervention {
  readonly name: 'loft' | 'cladding' | 'double_glazing';
  /** Of the heat for rooms, what it saves; several add up. */
  readonly saving: number;
  /** GBP, once. */
  readonly cost: number;
}

/** What each brings a part of the fabric down to, W/m2K, and costs for each m2 of floor, GBP. */
const MEASURES = [
  { name: 'loft', part: 'roof', target: 0.16, cost: 14 },
  { name: 'cladding', part: 'wall', target: 0.3, cost: 85 },
  { name: 'double_glazing', part: 'window', target: 1.4, cost: 60 },
] as const;

/** What is worth its trouble: the part loses this many times as much as it would. */
const WORTHWHILE = 1.6;

/** What could be done at a site, in a fixed order; n of them make 2^n heating datasets. */
export function fabricInterventions(seed: number, site: Site): FabricIntervention[] {
  const losses = fabricLosses(site.fabric);
  const all = losses.wall + losses.roof + losses.floor + losses.window + losses.airChanges;
  return MEASURES.flatMap(({ name, part, target, cost }) => {
    const value = site.fabric[part];
    if (value < WORTHWHILE * target) {
      return [];
    }
    const own = 0.8 + 0.4 * randomOf(seed, 'intervention', site.index, name).next();
    return [
      {
        name,
        saving: (losses[part] / all) * (1 - target / value),
        cost: rounded(cost * site.floorArea * own, 1),
      },
    ];
  });
}

/** Every set of the interventions, in the order of their numbers; the first is empty. */
export function interventionSets(all: readonly FabricIntervention[]): FabricIntervention[][] {
  return Array.from({ length: 1 << all.length }, (_, number) => interventionSet(all, number));
}

/** Those of the interventions that a set's number stands for, bit by bit; none for 0. */
export function interventionSet(all: readonly FabricIntervention[], number: number): FabricIntervention[] {
  return all.filter((_, bit) => ((number >> bit) & 1) === 1);
}
