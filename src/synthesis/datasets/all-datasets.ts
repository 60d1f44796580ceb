import { carbonCacheDataset, carbonDataset } from './carbon-dataset.ts';
import type { Dataset } from './dataset.ts';
import { electricityDataset } from './electricity-dataset.ts';
import { electricitySynthesisedDataset } from './electricity-synthesised-dataset.ts';
import { gasDataset } from './gas-dataset.ts';
import { heatingDataset } from './heating-dataset.ts';
import { solarDataset } from './solar-dataset.ts';
import { tariffsDataset } from './tariffs-dataset.ts';
import { weatherDataset } from './weather-dataset.ts';
import { windDataset } from './wind-dataset.ts';

/** Everything that a world can be asked for; what others need comes before them. */
export const ALL_DATASETS: readonly Dataset[] = [
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
