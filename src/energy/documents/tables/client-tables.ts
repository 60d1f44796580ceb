import * as v from 'valibot';

import { RENEWABLES_PARAMETERS } from '../thermal-model.ts';
import { BASELINE } from '../scenario.ts';
import type { TableRules } from './table-rules.ts';
import { FUEL_TYPES, MOUNTING_TYPES, READING_TYPES, TARIFF_NAMES, TARIFF_PROVIDERS } from '../text-sets.ts';
import { ID, NUMBER, objectOf } from '../value-schemas.ts';

const NAME_ID = v.pipe(v.string(), v.regex(/^[\da-z_]+$/, 'has other characters than 0-9, a-z and _'));
const TEXT = v.string();
const ANGLE = v.optional(v.pipe(NUMBER, v.minValue(0, 'is below 0'), v.maxValue(360, 'is above 360')));

/** Where the services look up weather and solar yields: Great Britain without Shetland. */
const COORDINATES = objectOf({
  lat: v.pipe(NUMBER, v.minValue(49.96, 'is south of 49.96'), v.maxValue(58.635, 'is north of 58.635')),
  lon: v.pipe(NUMBER, v.minValue(-7.57, 'is west of -7.57'), v.maxValue(1.68, 'is east of 1.68')),
});

/** The tables of clients and sites, and the metadata of their meters, panels and tariffs. */
export const CLIENT_TABLES: readonly TableRules[] = [
  {
    table: ['client_info', 'clients'],
    key: ['client_id'],
    columns: { client_id: { readable: NAME_ID }, name: { readable: TEXT } },
  },
  {
    table: ['client_info', 'site_info'],
    key: ['site_id'],
    columns: {
      site_id: { readable: NAME_ID },
      name: { readable: TEXT },
      location: { readable: TEXT },
      client_id: { readable: NAME_ID },
      address: {
        written: v.pipe(TEXT, v.regex(/, [^\s,]+ [^\s,]+$/, 'does not end with a comma and a postcode of two parts')),
      },
      coordinates: { readable: objectOf({ lat: NUMBER, lon: NUMBER }), written: COORDINATES },
    },
  },
  {
    table: ['client_info', 'site_baselines'],
    key: ['baseline_id'],
    columns: {
      baseline_id: { readable: ID },
      baseline: { readable: BASELINE },
      tariff_id: { readable: v.optional(ID) },
      created_at: { readable: TEXT },
    },
  },
  {
    table: ['client_info', 'solar_locations'],
    key: ['renewables_location_id'],
    columns: {
      renewables_location_id: { readable: TEXT },
      name: { readable: TEXT },
      mounting_type: { written: v.picklist(MOUNTING_TYPES) },
      tilt: { readable: ANGLE },
      azimuth: { readable: ANGLE },
    },
  },
  {
    table: ['client_meters', 'metadata'],
    key: ['dataset_id'],
    columns: {
      dataset_id: { readable: ID },
      fuel_type: { readable: v.picklist(FUEL_TYPES) },
      reading_type: { written: v.picklist(READING_TYPES) },
      created_at: { readable: TEXT },
    },
  },
  {
    table: ['renewables', 'metadata'],
    key: ['dataset_id'],
    columns: {
      dataset_id: { readable: ID },
      parameters: { written: v.optional(RENEWABLES_PARAMETERS) },
      created_at: { readable: TEXT },
    },
  },
  {
    table: ['tariffs', 'metadata'],
    key: ['dataset_id'],
    others: ['provider'],
    columns: {
      dataset_id: { readable: ID },
      provider: { readable: v.picklist(TARIFF_PROVIDERS) },
      product_name: {
        readable: TEXT,
        written: ({ provider }) => (provider === 'synthetic' ? v.picklist(TARIFF_NAMES) : TEXT),
      },
      tariff_name: { readable: TEXT },
      created_at: { readable: TEXT },
    },
  },
  {
    table: ['carbon_intensity', 'metadata'],
    key: ['dataset_id'],
    columns: { dataset_id: { readable: ID }, created_at: { readable: TEXT } },
  },
];
