import { baselinesDataset } from './baselines-dataset.ts';
import { bundlesDataset } from './bundles-dataset.ts';
import { carbonCacheDataset, carbonDataset } from './carbon-dataset.ts';
import { clientsDataset } from './clients-dataset.ts';
import { costModelsDataset } from './cost-models-dataset.ts';
import type { Dataset } from './dataset.ts';
import { electricityDataset } from './electricity-dataset.ts';
import { electricitySynthesisedDataset } from './electricity-synthesised-dataset.ts';
import { gasDataset } from './gas-dataset.ts';
import { heatingDataset } from './heating-dataset.ts';
import { interventionsDataset } from './interventions-dataset.ts';
import { jobQueueDataset } from './job-queue-dataset.ts';
import { resultsDataset } from './results-dataset.ts';
import { sitesDataset } from './sites-dataset.ts';
import { solarDataset } from './solar-dataset.ts';
import { solarLocationsDataset } from './solar-locations-dataset.ts';
import { structuresDataset } from './structures-dataset.ts';
import { tariffsDataset } from './tariffs-dataset.ts';
import { tasksDataset } from './tasks-dataset.ts';
import { thermalModelDataset } from './thermal-model-dataset.ts';
import { weatherDataset } from './weather-dataset.ts';
import { windDataset } from './wind-dataset.ts';

/** Everything that a world can be asked for; what others need comes before them. */
export const ALL_DATASETS: readonly Dataset[] = [
  clientsDataset,
  sitesDataset,
  solarLocationsDataset,
  weatherDataset,
  electricityDataset,
  electricitySynthesisedDataset,
  gasDataset,
  heatingDataset,
  solarDataset,
  windDataset,
  tariffsDataset,
  carbonDataset,
  carbonCacheDataset,
  interventionsDataset,
  structuresDataset,
  thermalModelDataset,
  bundlesDataset,
  jobQueueDataset,
  baselinesDataset,
  costModelsDataset,
  tasksDataset,
  resultsDataset,
];
