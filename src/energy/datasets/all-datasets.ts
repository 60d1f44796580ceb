import { baselinesDataset } from './optimisation/baselines-dataset.ts';
import { bundlesDataset } from './optimisation/bundles-dataset.ts';
import { carbonCacheDataset, carbonDataset } from './series/carbon-dataset.ts';
import { clientsDataset } from './sites/clients-dataset.ts';
import { costModelsDataset } from './optimisation/cost-models-dataset.ts';
import type { Dataset } from './dataset.ts';
import { electricityDataset } from './meters/electricity-dataset.ts';
import { electricitySynthesisedDataset } from './meters/electricity-synthesised-dataset.ts';
import { gasDataset } from './meters/gas-dataset.ts';
import { heatingDataset } from './series/heating-dataset.ts';
import { interventionsDataset } from './sites/interventions-dataset.ts';
import { jobQueueDataset } from './optimisation/job-queue-dataset.ts';
import { resultsDataset } from './optimisation/results-dataset.ts';
import { sitesDataset } from './sites/sites-dataset.ts';
import { solarDataset } from './series/solar-dataset.ts';
import { solarLocationsDataset } from './sites/solar-locations-dataset.ts';
import { structuresDataset } from './sites/structures-dataset.ts';
import { tariffsDataset } from './series/tariffs-dataset.ts';
import { tasksDataset } from './optimisation/tasks-dataset.ts';
import { thermalModelDataset } from './sites/thermal-model-dataset.ts';
import { weatherDataset } from './series/weather-dataset.ts';
import { windDataset } from './series/wind-dataset.ts';

/** All datasets of a world; a dataset comes after those it needs. */
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
