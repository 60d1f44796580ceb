import type { AREA_TYPES } from '../documents/text-sets.ts';
import type { Site } from './site.ts';

/** A part of the shell through which a building loses heat. */
export interface StructureElement {
  readonly name: string;
  readonly group: 'walls' | 'windows' | 'roof' | 'floor' | 'doors';
  /** m2. */
  readonly area: number;
  /** Degrees: where walls and windows face, clockwise from north; for others 0. */
  readonly angle: number;
  /** W/m2K. */
  readonly uValue: number;
  readonly type: (typeof AREA_TYPES)[number];
}

/** A building as a surveyor would file it: a box of equal storeys. */
export interface Structure {
  /** m3. */
  readonly volume: number;
  readonly elements: readonly StructureElement[];
}

/** m of a storey; the long side over the short one; the share of outer walls that is glass; m2 and W/m2K of a door. */
const STOREY = 3;
const PROPORTION = 1.6;
const GLAZED = 0.2;
const DOOR = { area: 4, uValue: 2.2 };

const SIDES = [
  ['north', 0],
  ['east', 90],
  ['south', 180],
  ['west', 270],
] as const;

/** The shell of a site's building: what it takes to enclose its floor area in as many storeys as its kind has. */
export function structureOf({ archetype, floorArea, fabric }: Site): Structure {
  const storeys = storeysOf(archetype, floorArea);
  const footprint = floorArea / storeys;
  const short = Math.sqrt(footprint / PROPORTION);
  const elements = SIDES.flatMap(([side, angle]): StructureElement[] => {
    const face = (angle % 180 === 0 ? short * PROPORTION : short) * storeys * STOREY;
    const door = side === 'south' ? DOOR.area : 0;
    return [
      {
        name: `${side} wall`,
        group: 'walls',
        area: tenths(face * (1 - GLAZED) - door),
        angle,
        uValue: fabric.wall,
        type: 'exterior_wall_area',
      },
      {
        name: `${side} windows`,
        group: 'windows',
        area: tenths(face * GLAZED),
        angle,
        uValue: fabric.window,
        type: 'window_area',
      },
    ];
  });
  return {
    volume: tenths(floorArea * STOREY),
    elements: [
      ...elements,
      { name: 'main door', group: 'doors', area: DOOR.area, angle: 180, uValue: DOOR.uValue, type: 'window_area' },
      { name: 'roof', group: 'roof', area: tenths(footprint), angle: 0, uValue: fabric.roof, type: 'roof_area' },
      {
        name: 'ground floor',
        group: 'floor',
        area: tenths(footprint),
        angle: 0,
        uValue: fabric.floor,
        type: 'floor_area',
      },
    ],
  };
}

const ON_THE_GROUND: ReadonlySet<Site['archetype']> = new Set([
  'warehouse',
  'sports_hall',
  'leisure_centre',
  'swimming_pool',
  'supermarket',
  'community_hall',
]);

/** Sheds, halls and pools lie on the ground; others rise with their size. */
function storeysOf(archetype: Site['archetype'], floorArea: number): number {
  if (ON_THE_GROUND.has(archetype)) {
    return 1;
  }
  return Math.min(8, Math.max(archetype === 'house' ? 2 : 1, Math.round(floorArea / 900)));
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
