import type { FabricCostBreakdownDocument } from '../../documents/cost-breakdowns.ts';
import {
  fabricInterventions,
  interventionSets,
  type FabricIntervention,
} from '../../models/demand/fabric-interventions.ts';
import { halfHourlyTemperature, heating } from '../../models/demand/heat.ts';
import { peakHeatLoad } from '../../models/demand/heat-demand.ts';
import { hotWater } from '../../models/demand/hot-water.ts';
import { rounded } from '../../models/round.ts';
import { weather } from '../../models/weather/weather.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';
import { halfHourlyParts, halfHoursIn } from '../year-parts.ts';
import { heatingParameters } from './heating-parameters.ts';

/**
 * The heat that a site needs, by half-hours: a dataset for each set of its feasible interventions, where number 0 is the
 * building as it is. Savings reduce space heat.
 */
export const heatingDataset: Dataset = {
  name: 'heating',
  tables: [
    ['heating', 'metadata'],
    ['heating', 'synthesised'],
  ],
  per: 'site',
  needs: ['sites', 'gas', 'structures', 'thermal_model'],
  countRows(world, index, span) {
    const sets = interventionSets(fabricInterventions(world.options.seed, world.site(index))).length;
    return { 'heating.metadata': sets, 'heating.synthesised': sets * halfHoursIn(span) };
  },
  *batches(world, index, span) {
    const { seed } = world.options;
    const site = world.site(index);
    const all = fabricInterventions(seed, site);
    const sets = interventionSets(all);
    for (const [number, set] of sets.entries()) {
      const cost = set.reduce((sum, intervention) => sum + intervention.cost, 0);
      yield rowBatch(
        ['heating', 'metadata'],
        {
          dataset_id: datasetId(world, 'heating', index, number),
          site_id: site.id,
          created_at: createdAt(world, 'heating', index, span, number),
          params: heatingParameters(world, site, span, set, keptBy(set)),
          interventions: set.map(({ name }) => name),
          peak_hload: rounded(peakHeatLoad(seed, site) * keptBy(set), 100),
          fabric_cost_total: cost,
          fabric_cost_breakdown: breakdownOf(set),
        },
        { interventions: 'text[]' },
      );
    }
    for (const part of halfHourlyParts(span)) {
      const air = weather(seed, site.place, part.year);
      const rooms = heating(seed, site, part.year);
      const shared = {
        start_ts: part.startTs,
        end_ts: part.endTs,
        dhw: part.column(hotWater(seed, site, part.year)),
        air_temperature: part.column(halfHourlyTemperature(air)),
      };
      for (const [number, set] of sets.entries()) {
        const kept = keptBy(set);
        yield {
          table: ['heating', 'synthesised'],
          rows: part.rows,
          columns: {
            dataset_id: { kind: 'same', value: datasetId(world, 'heating', index, number) },
            heating: part.column(set.length === 0 ? rooms : rooms.map((heat) => rounded(heat * kept, 1000))),
            ...shared,
          },
        };
      }
    }
  },
};

/** The share of space heat that remains with a set of interventions. */
function keptBy(set: readonly FabricIntervention[]): number {
  return 1 - set.reduce((sum, { saving }) => sum + saving, 0);
}

function breakdownOf(set: readonly FabricIntervention[]): FabricCostBreakdownDocument {
  return set.map(({ name, area, cost }) => ({ name, area, cost }));
}
