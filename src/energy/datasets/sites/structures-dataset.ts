import { structureOf } from '../../world/structure.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** The surveyed structure of a site's building. */
export const structuresDataset: Dataset = {
  name: 'structures',
  tables: [
    ['heating', 'structure_metadata'],
    ['heating', 'structure_elements'],
  ],
  per: 'site',
  needs: ['sites'],
  ofWholeSpan: true,
  *batches(world, index, span) {
    const site = world.site(index);
    const { volume, elements } = structureOf(site);
    const id = datasetId(world, 'structures', index);
    yield rowBatch(['heating', 'structure_metadata'], {
      structure_id: id,
      site_id: site.id,
      internal_volume: volume,
      air_changes: site.fabric.airChanges,
      floor_area: site.floorArea,
      filename: `${site.id}_survey.csv`,
      created_at: createdAt(world, 'structures', index, span),
    });
    for (const [number, { name, group, area, angle, uValue, type }] of elements.entries()) {
      yield rowBatch(['heating', 'structure_elements'], {
        structure_id: id,
        element_id: number + 1,
        element_name: name,
        element_group: group,
        area,
        angle,
        u_value: uValue,
        area_type: type,
      });
    }
  },
};
