import { randomOf } from '../../../seeding/random/random.ts';
import type { InterventionName } from '../../documents/text-sets.ts';
import type { Site } from '../../world/site.ts';
import { structureOf } from '../../world/structure.ts';
import { fabricLosses } from './heat-demand.ts';
import { rounded } from '../round.ts';

/** A measure that reduces the heat loss of a building. */
export interface FabricIntervention {
  /** Its name in the services. */
  readonly name: InterventionName;
  /** Fraction of the space heat that it saves; those of several measures add up. */
  readonly saving: number;
  /** Area of the building that it changes, m2. */
  readonly area: number;
  /** GBP, once. */
  readonly cost: number;
}

/** The U-value that each measure reaches, W/m2K, and its cost for each m2 of floor, GBP. */
const MEASURES = [
  { key: 'loft', part: 'roof', group: 'roof', target: 0.16, cost: 14 },
  { key: 'cladding', part: 'wall', group: 'walls', target: 0.3, cost: 85 },
  { key: 'double_glazing', part: 'window', group: 'windows', target: 1.4, cost: 60 },
] as const;

/** Outer walls built later have a cavity. */
const FIRST_CAVITY = 1930;

/** A measure is proposed if the part loses at least this many times as much heat as after it. */
const WORTHWHILE = 1.6;

/** The measures possible at a site, in a fixed order; n measures make 2^n heating datasets. */
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

/** Every set of measures, in the order of their numbers; the first is empty. */
export function interventionSets(all: readonly FabricIntervention[]): FabricIntervention[][] {
  return Array.from({ length: 1 << all.length }, (_, number) => interventionSet(all, number));
}

/** The measures of a set by the bits of its number; none for 0. */
export function interventionSet(all: readonly FabricIntervention[], number: number): FabricIntervention[] {
  return all.filter((_, bit) => ((number >> bit) & 1) === 1);
}
