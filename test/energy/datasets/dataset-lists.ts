import type { Dataset } from '../../../src/energy/datasets/dataset.ts';
import { carbonCacheDataset, carbonDataset } from '../../../src/energy/datasets/series/carbon-dataset.ts';
import { electricityDataset } from '../../../src/energy/datasets/meters/electricity-dataset.ts';
import { electricitySynthesisedDataset } from '../../../src/energy/datasets/meters/electricity-synthesised-dataset.ts';
import { gasDataset } from '../../../src/energy/datasets/meters/gas-dataset.ts';
import { heatingDataset } from '../../../src/energy/datasets/series/heating-dataset.ts';
import { solarDataset } from '../../../src/energy/datasets/series/solar-dataset.ts';
import { tariffsDataset } from '../../../src/energy/datasets/series/tariffs-dataset.ts';
import { weatherDataset } from '../../../src/energy/datasets/series/weather-dataset.ts';
import { windDataset } from '../../../src/energy/datasets/series/wind-dataset.ts';

/** Time series, by dataset. */
export const SERIES: readonly Dataset[] = [
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
];

/** Datasets without time series, by name. */
export const ALONE = [
  'clients',
  'sites',
  'solar_locations',
  'interventions',
  'structures',
  'thermal_model',
  'bundles',
  'job_queue',
  'baselines',
  'cost_models',
];

/** Results of optimisations, which have tests of their own in laws.test.ts. */
export const WITH_RESULTS = ['tasks', 'results'];
