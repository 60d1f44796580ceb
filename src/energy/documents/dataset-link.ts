import * as v from 'valibot';

import { TARIFF_NAMES } from './text-sets.ts';

/** What a bundle may be made of: `dataset_links.dataset_type`. */
export const DATASET_TYPES = [
  'SiteBaseline',
  'GasMeterData',
  'ElectricityMeterData',
  'ElectricityMeterDataSynthesised',
  'RenewablesGeneration',
  'HeatingLoad',
  'ImportTariff',
  'CarbonIntensity',
  'ASHPData',
  'Weather',
  'ThermalModel',
  'PHPP',
] as const;

export type DatasetType = (typeof DATASET_TYPES)[number];

/** The one set of heat pump data that all bundles share; it has no rows in the database. */
export const ASHP_DATASET_ID = '00000000-0000-4000-8000-000000000000';

/** What `dataset_links.dataset_subtype` holds as JSON text, by the type of the link: NULL for most. */
export const DATASET_SUBTYPES = {
  /** The location's id, or `default`. */
  RenewablesGeneration: v.optional(v.string()),
  HeatingLoad: v.optional(v.array(v.string())),
  ImportTariff: v.optional(v.picklist(TARIFF_NAMES)),
} as const;

/** The subtype of a link of any type. */
export function subtypeOf(type: unknown): v.GenericSchema {
  switch (type) {
    case 'RenewablesGeneration':
    case 'HeatingLoad':
    case 'ImportTariff':
      return DATASET_SUBTYPES[type];
    default:
      return v.undefined_();
  }
}
