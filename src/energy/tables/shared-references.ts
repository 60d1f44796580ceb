import type { SharedReference } from '../../client-data/slice/references.ts';

const LOCATION = { table: 'client_info.site_info', column: 'location' };

/** What a site shares with others of its place, without a foreign key: the weather, by the name of the place. */
export const SHARED_REFERENCES: readonly SharedReference[] = [
  { from: LOCATION, to: { table: 'weather.metadata', column: 'location' } },
  { from: LOCATION, to: { table: 'weather.visual_crossing', column: 'location' } },
];
