import { fabricInterventions } from '../../models/demand/fabric-interventions.ts';
import { rounded } from '../../models/round.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** How a quote may differ from the cost computed from areas. */
const QUOTE = { least: 0.9, range: 0.35 };

/** The feasible interventions of a site's fabric, with computed and quoted costs. */
export const interventionsDataset: Dataset = {
  name: 'interventions',
  tables: [
    ['heating', 'interventions'],
    ['heating', 'fabric_interventions'],
    ['heating', 'feasible_interventions'],
  ],
  per: 'site',
  needs: ['sites'],
  timeless: true,
  *batches(world, index) {
    const { seed } = world.options;
    const site = world.site(index);
    for (const { name, cost } of fabricInterventions(seed, site)) {
      const quoted = cost * (QUOTE.least + QUOTE.range * randomOf(seed, 'quote', index, name).next());
      const key = { site_id: site.id, intervention: name };
      yield rowBatch(['heating', 'interventions'], { ...key, cost: rounded(quoted, 100) });
      yield rowBatch(['heating', 'fabric_interventions'], { ...key, cost });
      yield rowBatch(['heating', 'feasible_interventions'], { site_id: site.id, intervention_name: name });
    }
  },
};
