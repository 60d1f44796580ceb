import type { HeatingParamsDocument } from '../../documents/heating-params.ts';
import type { FabricIntervention } from '../../models/demand/fabric-interventions.ts';
import { heatControl } from '../../models/demand/heat-control.ts';
import { heatDemand } from '../../models/demand/heat-demand.ts';
import { SUN, WIND } from '../../models/demand/heat.ts';
import { rounded } from '../../models/round.ts';
import { exp } from '../../../seeding/random/exact-math.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { Site } from '../../world/site.ts';
import type { World } from '../../world/world.ts';
import { optimisedSpan } from '../../optimisation/optimised-span.ts';
import type { Span } from '../dataset.ts';
import { hasGasReadings } from '../meters/gas-dataset.ts';
import { datasetId } from '../identity.ts';

const DAYS = 365;

/** The method that a site's heat demand is recorded to come from. */
export type HeatingMethod = 'regression' | 'phpp' | 'thermal_model' | 'custom';

/**
 * The method of a heating dataset, as the services choose it: of sites that burn gas, every third has a thermal model, and the others a
 * regression of the gas readings, with the survey of the building for what interventions save. Other heat is found from no meter, and
 * so is that of several gas meters, of a site without readings, and of less than twelve months, which are too few for a fit.
 */
export function heatingMethod(site: Site, span: Span, interventions: number): HeatingMethod {
  if (!hasGasReadings(site, span) || optimisedSpan(span) === undefined) {
    return 'custom';
  }
  if (site.index % 3 === 2 && site.meters.electricity === 1) {
    return 'thermal_model';
  }
  return interventions === 0 ? 'regression' : 'phpp';
}

/** `heating.metadata.params` of a site with a set of interventions. @param kept the share of space heat that remains */
export function heatingParameters(
  world: World,
  site: Site,
  span: Span,
  set: readonly FabricIntervention[],
  kept: number,
) {
  const { seed } = world.options;
  const { perDegreeDay, hotWater } = heatDemand(seed, site);
  const { base, setBack, preheat, timeConstant, wallLag, dutyFactor } = heatControl(seed, site);
  const perKelvinDay = rounded(perDegreeDay * dutyFactor * kept, 1000);
  const fit = {
    source_dataset_id: datasetId(world, 'gas', site.index),
    solar_gain: SUN.coefficient,
    wind_chill: -WIND.coefficient,
    // The model does not feel humidity.
    humidity_discomfort: 0,
    // The share of the day before.
    smoothing: rounded(exp(-24 / wallLag), 1000),
    threshold: base,
    heating_kwh: perKelvinDay,
    dhw_kwh: rounded(hotWater / DAYS, 1000),
    r2_score: rounded(0.78 + 0.18 * randomOf(seed, 'heating fit', site.index).next(), 1000),
  };
  const method = heatingMethod(site, span, set.length);
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
        base_temperature: base,
        set_back: setBack,
        preheat_hours: preheat / 2,
        time_constant_hours: timeConstant,
        lag_hours: wallLag,
        wind_coefficient: WIND.coefficient,
        sun_coefficient: SUN.coefficient,
        savings: Object.fromEntries(set.map(({ name, saving }) => [name, rounded(saving, 10_000)])),
      } satisfies HeatingParamsDocument;
  }
}
