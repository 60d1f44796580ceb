import { resolve } from 'node:path';

import { importModule } from '../../configuration/import-module.ts';
import { isObject } from '../../support/json.ts';
import { UsageError } from '../../support/errors.ts';
import { ALL_DATASETS } from '../../energy/datasets/all-datasets.ts';
import type { Dataset } from '../../energy/datasets/dataset.ts';

/** Datasets of users: as values, or as files that every worker reads for itself. */
export interface UserDatasets {
  datasets: readonly Dataset[];
  /** Paths of files whose default export is a dataset, or a list of them. */
  files: readonly string[];
}

/** Reads the datasets of users. @throws UsageError `BAD_DATASET` */
export async function loadUserDatasets({ datasets, files }: UserDatasets): Promise<Dataset[]> {
  const loaded = await Promise.all(files.map(loadDatasets));
  return [...datasets, ...loaded.flat()];
}

/** All datasets that need no catalog to be known: those of users, which take the place of ours of the same name, and ours. */
export function knownDatasets(own: readonly Dataset[]): Dataset[] {
  const names = new Set(own.map(({ name }) => name));
  return [...ALL_DATASETS.filter(({ name }) => !names.has(name)), ...own];
}

async function loadDatasets(path: string): Promise<Dataset[]> {
  const exported = await importModule(resolve(path), 'the file of datasets', 'BAD_DATASET');
  const list: unknown[] = Array.isArray(exported) ? exported : [exported];
  return list.map((each) => {
    if (!isDataset(each)) {
      throw new UsageError(`${path} exports no dataset`, {
        code: 'BAD_DATASET',
        hint: 'Export default defineDataset({ … }), or a list of such.',
      });
    }
    return each;
  });
}

function isDataset(value: unknown): value is Dataset {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['batches'] === 'function';
}
