import { randomOf } from '../../../seeding/random/random.ts';
import { uuidOf } from '../../../seeding/random/uuid.ts';
import type { Archetype, Site } from '../../world/site.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** Public buildings, which have a Display Energy Certificate. */
const PUBLIC: ReadonlySet<Archetype> = new Set([
  'school',
  'library',
  'leisure_centre',
  'swimming_pool',
  'sports_hall',
  'hospital',
  'university',
]);

const CERTIFIED = 0.7;

/** The sites. Every shard has all of them, because results of clients refer to them. */
export const sitesDataset: Dataset = {
  name: 'sites',
  tables: [['client_info', 'site_info']],
  per: 'site',
  needs: ['clients'],
  everywhere: true,
  timeless: true,
  keepsExisting: true,
  *batches(world, index) {
    const { seed } = world.options;
    const site = world.site(index);
    const { id, name, address, place, latitude, longitude, clientId, archetype } = site;
    const lodgementKey = (register: string): string | null =>
      randomOf(seed, register, index).chance(CERTIFIED) ? keyOf(seed, register, index) : null;
    yield {
      ...rowBatch(
        ['client_info', 'site_info'],
        {
          site_id: id,
          name,
          address,
          location: place.name,
          coordinates: { lat: latitude, lon: longitude },
          client_id: clientId,
          epc_lmk: lodgementKey('epc'),
          dec_lmk: PUBLIC.has(archetype) ? lodgementKey('dec') : null,
        },
        { coordinates: 'public.latlon' },
      ),
      suggested: suggestedOf(site),
    };
  },
};

/** What the models know about a building, under names that a schema may use for it. */
function suggestedOf({ archetype, floorArea, yearBuilt, occupants }: Site): Record<string, string | number> {
  return {
    floor_area: floorArea,
    floor_area_m2: floorArea,
    year_built: yearBuilt,
    construction_year: yearBuilt,
    occupants,
    archetype,
    building_archetype: archetype,
    building_type: archetype,
  };
}

/** 64 hexadecimal digits, as the registers give them. */
function keyOf(seed: number, register: string, index: number): string {
  return (uuidOf(seed, register, index, 1) + uuidOf(seed, register, index, 2)).replaceAll('-', '');
}
