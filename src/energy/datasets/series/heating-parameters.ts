import type { HeatingParamsDocument } from '../../documents/heating-params.ts';
import type { FabricIntervention } from '../../models/demand/fabric-interventions.ts';
import { FELT_TEMPERATURE, HEAT_PARAMETERS, heatDemand, scheduledShare } from '../../models/demand/heat.ts';
import { rounded } from '../../models/round.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import type { World } from '../../world/world.ts';
import { datasetId } from '../identity.ts';

const DAYS = 365;

/** The method that a site's heat demand is recorded to come from. */
export type HeatingMethod = 'regression' | 'phpp' | 'thermal_model' | 'custom';

/**
 * The method of a heating dataset, as the services choose it: of sites that burn gas, every third has a thermal model, and the others a
 * regression of the gas readings, with the survey of the building for what interventions save. Other heat is found from no meter.
 */
export function heatingMethod({ index, heating }: Site, interventions: number): HeatingMethod {
  if (heating.kind !== 'gas_boiler') {
    return 'custom';
  }
  if (index % 3 === 2) {
    return 'thermal_model';
  }
  return interventions === 0 ? 'regression' : 'phpp';
}

/** `heating.metadata.params` of a site with a set of interventions. @param kept the share of space heat that remains */
export function heatingParameters(world: World, site: Site, set: readonly FabricIntervention[], kept: number) {
  const { seed } = world.options;
  const { perDegreeDay, hotWater } = heatDemand(seed, site);
  const perKelvinDay = rounded(perDegreeDay * kept, 1000);
  const fit = {
    source_dataset_id: datasetId(world, 'gas', site.index),
    solar_gain: FELT_TEMPERATURE.solarGain,
    wind_chill: -FELT_TEMPERATURE.windChill,
    // The model does not feel humidity.
    humidity_discomfort: 0,
    smoothing: FELT_TEMPERATURE.smoothing,
    threshold: HEAT_PARAMETERS.base_temperature,
    heating_kwh: perKelvinDay,
    dhw_kwh: rounded(hotWater / DAYS, 1000),
    r2_score: rounded(0.78 + 0.18 * randomOf(seed, 'heating fit', site.index).next(), 1000),
  };
  const method = heatingMethod(site, set.length);
  switch (method) {
    case 'regression':
      return { generation_method: method, ...fit } satisfies HeatingParamsDocument;
    case 'phpp':
      return {
        generation_method: method,
        ...fit,
        structure_id: datasetId(world, 'structures', site.index),
        percentage_saving: rounded(1 - kept, 10_000),
      } satisfies HeatingParamsDocument;
    case 'thermal_model':
      return {
        generation_method: method,
        thermal_model_dataset_id: datasetId(world, 'thermal_model', site.index),
      } satisfies HeatingParamsDocument;
    case 'custom':
      return {
        generation_method: method,
        model: 'elementaldb',
        kwh_per_degree_day: perKelvinDay,
        dhw_kwh_per_year: rounded(hotWater, 1),
        ...HEAT_PARAMETERS,
        scheduled_share: scheduledShare(site.archetype),
        savings: Object.fromEntries(set.map(({ name, saving }) => [name, rounded(saving, 10_000)])),
      } satisfies HeatingParamsDocument;
  }
}
