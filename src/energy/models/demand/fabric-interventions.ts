import { randomOf } from '../../../seeding/random/random.ts';
import type { InterventionName } from '../../documents/text-sets.ts';
import type { Site } from '../../world/site.ts';
import { structureOf } from '../../world/structure.ts';
import { fabricLosses } from './heat.ts';
import { rounded } from '../round.ts';

/** Something that would make a building lose less heat. */
export interface FabricIntervention {
  /** As the services know it. */
  readonly name: InterventionName;
  /** Of the space heat, what it saves; several add up. */
  readonly saving: number;
  /** m2 of the building that are changed. */
  readonly area: number;
  /** GBP, once. */
  readonly cost: number;
}

/** What each brings a part of the fabric down to, W/m2K, and costs for each m2 of floor, GBP. */
const MEASURES = [
  { key: 'loft', part: 'roof', group: 'roof', target: 0.16, cost: 14 },
  { key: 'cladding', part: 'wall', group: 'walls', target: 0.3, cost: 85 },
  { key: 'double_glazing', part: 'window', group: 'windows', target: 1.4, cost: 60 },
] as const;

/** Outer walls built later have a cavity. */
const FIRST_CAVITY = 1930;

/** What is worth its trouble: the part loses this many times as much as it would. */
const WORTHWHILE = 1.6;

/** What could be done at a site, in a fixed order; n of them make 2^n heating datasets. */
export function fabricInterventions(seed: number, site: Site): FabricIntervention[] {
  const losses = fabricLosses(site.fabric);
  const all = losses.wall + losses.roof + losses.floor + losses.window + losses.airChanges;
  const { elements } = structureOf(site);
  return MEASURES.flatMap(({ key, part, group, target, cost }) => {
    const value = site.fabric[part];
    if (value < WORTHWHILE * target) {
      return [];
    }
    const own = 0.8 + 0.4 * randomOf(seed, 'intervention', site.index, key).next();
    return [
      {
        name: nameOf(key, site),
        area: rounded(
          elements.reduce((sum, element) => sum + (element.group === group ? element.area : 0), 0),
          10,
        ),
        saving: (losses[part] / all) * (1 - target / value),
        cost: rounded(cost * site.floorArea * own, 1),
      },
    ];
  });
}

function nameOf(key: (typeof MEASURES)[number]['key'], { archetype, yearBuilt }: Site): InterventionName {
  switch (key) {
    case 'loft':
      return archetype === 'house' || archetype === 'care_home'
        ? 'Insulation to ceiling void'
        : 'Flat Roof Insulation (Between and over roof structure)';
    case 'cladding':
      return yearBuilt < FIRST_CAVITY
        ? 'External Insulation to external solid wall (EWI)'
        : 'External Insulation to external cavity wall';
    case 'double_glazing':
      return 'Replacement External Windows';
  }
}

/** Every set of the interventions, in the order of their numbers; the first is empty. */
export function interventionSets(all: readonly FabricIntervention[]): FabricIntervention[][] {
  return Array.from({ length: 1 << all.length }, (_, number) => interventionSet(all, number));
}

/** Those of the interventions that a set's number stands for, bit by bit; none for 0. */
export function interventionSet(all: readonly FabricIntervention[], number: number): FabricIntervention[] {
  return all.filter((_, bit) => ((number >> bit) & 1) === 1);
}
