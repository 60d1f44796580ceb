import type { ThermalModelDatasetsDocument, ThermalModelResultsDocument } from '../../documents/thermal-model.ts';
import { heatDemand } from '../../models/demand/heat-demand.ts';
import { rounded } from '../../models/round.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import { structureOf } from '../../world/structure.ts';
import { optimisedSpan } from '../../optimisation/optimised-span.ts';
import { hasGasReadings } from '../meters/gas-dataset.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset } from '../dataset.ts';

/** W in a kW, and m2 of floor for which a scale factor of 1 stands. */
const WATTS = 1000;
const SCALE_AREA = 100;

/**
 * The result of fitting a thermal model to twelve months of a site's two meters and weather: near the site's true parameters. Sites with
 * panels have none, because their meter does not show what is used.
 */
export const thermalModelDataset: Dataset = {
  name: 'thermal_model',
  tables: [['heating', 'thermal_model']],
  per: 'site',
  ofWholeSpan: true,
  needs: ['sites', 'gas', 'electricity'],
  isEmpty: (span) => optimisedSpan(span) === undefined,
  *batches(world, index, span) {
    const { seed } = world.options;
    const site = world.site(index);
    if (
      optimisedSpan(span) === undefined ||
      !hasGasReadings(site, span) ||
      site.meters.electricity !== 1 ||
      site.solar.some(({ installedPower }) => installedPower > 0)
    ) {
      return;
    }
    const random = randomOf(seed, 'thermal model', index);
    const found = (value: number, deviation: number, steps: number): number =>
      rounded(value * (1 + deviation * (2 * random.next() - 1)), steps);
    const { elements } = structureOf(site);
    const area = elements.reduce((sum, element) => sum + element.area, 0);
    const uValue = elements.reduce((sum, element) => sum + element.area * element.uValue, 0) / area;
    yield rowBatch(['heating', 'thermal_model'], {
      dataset_id: datasetId(world, 'thermal_model', index),
      created_at: createdAt(world, 'thermal_model', index, span),
      site_id: site.id,
      results: {
        scale_factor: found(site.floorArea / SCALE_AREA, 0.15, 1000),
        ach: found(site.fabric.airChanges, 0.1, 1000),
        u_value: found(uValue, 0.08, 1000),
        boiler_power: found(site.heating.capacity * WATTS, 0.1, 1),
        setpoint: rounded(19 + 3 * random.next(), 10),
        dhw_usage: rounded(heatDemand(seed, site).hotWater / 365, 100),
        r2_score: rounded(0.78 + 0.18 * random.next(), 1000),
      } satisfies ThermalModelResultsDocument,
      datasets: {
        GasMeterData: datasetId(world, 'gas', index),
        ElectricityMeterData: datasetId(world, 'electricity', index),
      } satisfies ThermalModelDatasetsDocument,
    });
  },
};
