import { expect, test } from 'vitest';

import type { SeedDataset } from '../../../src/seeding/job/dataset.ts';
import { stagesOf } from '../../../src/seeding/job/stages.ts';

function dataset(name: string, per: string, needs: readonly string[] = []): SeedDataset<unknown> {
  return { name, per, needs, tables: [], batches: () => [] };
}

const KNOWN = [
  dataset('results', 'client', ['bundles']),
  dataset('bundles', 'site', ['meters', 'sites']),
  dataset('meters', 'site', ['sites']),
  dataset('sites', 'site', ['clients']),
  dataset('clients', 'client'),
  dataset('weather', 'place'),
];

function names(asked?: readonly string[]): [string, string[]][] {
  return stagesOf(KNOWN, ['place', 'client', 'site'], asked).map(({ per, datasets }) => [
    per,
    datasets.map(({ name }) => name),
  ]);
}

test('what is needed of the same index comes before in the same stage, of another in a stage before', () => {
  expect(names()).toEqual([
    ['place', ['weather']],
    ['client', ['clients']],
    ['site', ['sites', 'meters', 'bundles']],
    ['client', ['results']],
  ]);
});

test('a requested dataset comes with those that it needs, and no others', () => {
  expect(names(['meters'])).toEqual([
    ['client', ['clients']],
    ['site', ['sites', 'meters']],
  ]);
});
