/** Columns of text with values that services act on. */

/** `tariffs.metadata.provider`. */
export const TARIFF_PROVIDERS = ['octopus', 'synthetic'] as const;

/** Names of synthetic tariffs, in `product_name` and in the subtype of a bundle's link. */
export const TARIFF_NAMES = [
  'fixed',
  'agile',
  'overnight',
  'peak',
  'shapeshifter',
  'power_purchase_agreement',
  'wholesale',
  'custom',
] as const;

/** Regions of the grid, and `uk` for all of them. */
export const GSP_CODES = ['uk', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P'] as const;

export const FUEL_TYPES = ['gas', 'elec', 'oil'] as const;
export const READING_TYPES = ['halfhourly', 'manual', 'automatic'] as const;
export const MOUNTING_TYPES = ['building-integrated', 'free'] as const;
export const GRADES = ['A', 'B', 'C', 'D', 'E', 'F', 'G'] as const;

/** `heating.structure_elements.area_type`. */
export const AREA_TYPES = ['exterior_wall_area', 'roof_area', 'floor_area', 'window_area', 'thermal_bridge'] as const;

/** Interventions that say nothing of how they are done. */
export const GENERIC_INTERVENTIONS = ['loft', 'double_glazing', 'cladding'] as const;

/** Interventions for which the services know the U-value that they leave, by the part of the building. */
export const INTERVENTIONS = {
  wall: [
    'Internal Insulation to external solid wall',
    'External Insulation to external solid wall (EWI)',
    'Internal Insulation to external cavity wall',
    'External Insulation to external cavity wall',
    'Cavity Wall insulation (Full fill)',
    'External Overbuild',
  ],
  roof: [
    'Insulation to ceiling void',
    'Pitched Roof Insulation (between and over roof structure)',
    'Pitched Roof Insulation (between and under roof structure)',
    'Flat Roof Insulation (Between and over roof structure)',
    'Flat Roof Insulation (Between and under roof structure)',
  ],
  floor: ['Ground Floor Insulation (Suspended)', 'Ground Floor Insulation (Solid/ ground bearing)'],
  window: [
    'Replacement External Doors',
    'Replacement External Windows',
    'Secondary Glazing',
    'Fineo Glazing',
    'Increase glazing specification',
  ],
} as const;

export type InterventionName = (typeof INTERVENTIONS)[keyof typeof INTERVENTIONS][number];

export const INTERVENTION_NAMES: readonly InterventionName[] = Object.values(INTERVENTIONS).flat();
