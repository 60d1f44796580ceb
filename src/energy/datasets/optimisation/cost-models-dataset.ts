import { COST_MODELS } from '../../optimisation/cost-models.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** The prices that optimisations use; results use the first. */
export const costModelsDataset: Dataset = {
  name: 'cost_models',
  tables: [['optimisation', 'cost_models']],
  per: 'world',
  needs: [],
  ofWholeSpan: true,
  *batches(world, _, span) {
    for (const [number, { name, capex, opex }] of COST_MODELS.entries()) {
      yield rowBatch(['optimisation', 'cost_models'], {
        cost_model_id: datasetId(world, 'cost_models', 0, number),
        model_name: name,
        capex_model: capex,
        opex_model: opex,
        created_at: createdAt(world, 'cost_models', 0, span, number),
      });
    }
  },
};
