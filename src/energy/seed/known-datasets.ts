import { resolve } from 'node:path';

import { importModule } from '../../configuration/import-module.ts';
import { UsageError } from '../../support/errors.ts';
import { isObject } from '../../support/json.ts';
import { ALL_DATASETS } from '../datasets/all-datasets.ts';
import type { Dataset } from '../datasets/dataset.ts';

/** All datasets that do not depend on the schema: custom ones, and ours except those replaced by the same name. */
export function knownDatasets(custom: readonly Dataset[]): Dataset[] {
  const names = new Set(custom.map(({ name }) => name));
  return [...ALL_DATASETS.filter(({ name }) => !names.has(name)), ...custom];
}

/** Reads files whose default export is a dataset or a list of them. @throws UsageError `BAD_DATASET` */
export async function loadDatasetFiles(files: readonly string[]): Promise<Dataset[]> {
  return (await Promise.all(files.map(loadFile))).flat();
}

async function loadFile(path: string): Promise<Dataset[]> {
  const exported = await importModule(resolve(path), 'the file of datasets', 'BAD_DATASET');
  const list: unknown[] = Array.isArray(exported) ? exported : [exported];
  return list.map((each) => {
    if (!isDataset(each)) {
      throw new UsageError(`${path} does not export a dataset`, {
        code: 'BAD_DATASET',
        hint: 'Write "export default defineDataset({ … })", or export a list of datasets.',
      });
    }
    return each;
  });
}

function isDataset(value: unknown): value is Dataset {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['batches'] === 'function';
}
