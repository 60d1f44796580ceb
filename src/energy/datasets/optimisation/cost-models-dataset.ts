import type { JsonObject } from '../../../seeding/load/batch.ts';
import { COST_MODELS, type CostModel } from '../../optimisation/cost-models.ts';
import { createdAt } from '../identity.ts';
import { datasetId } from '../identity.ts';
import type { Dataset } from '../dataset.ts';
import { rowBatch } from '../dataset.ts';

/** The prices that optimisations reckon with; the first are those of the results. */
export const costModelsDataset: Dataset = {
  name: 'cost_models',
  tables: [['optimisation', 'cost_models']],
  per: 'world',
  needs: [],
  timeless: true,
  *batches(world) {
    for (const [number, { name, capex, opex }] of COST_MODELS.entries()) {
      yield rowBatch(['optimisation', 'cost_models'], {
        cost_model_id: datasetId(world, 'cost_models', 0, number),
        model_name: name,
        capex_model: jsonOf(capex),
        opex_model: jsonOf(opex),
        created_at: createdAt(world, 'cost_models', 0, number),
      });
    }
  },
};

function jsonOf(costs: CostModel['capex']): JsonObject {
  const entries = Object.entries(costs).map(([component, { unit, fixed, pieces }]): [string, JsonObject] => [
    component,
    { unit, fixed_cost: fixed, pieces: pieces.map(({ up_to: upTo, rate }) => ({ up_to: upTo, rate })) },
  ]);
  return Object.fromEntries(entries);
}
