import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { resultsDataset } from '../../../../src/energy/datasets/optimisation/results-dataset.ts';
import { tasksDataset } from '../../../../src/energy/datasets/optimisation/tasks-dataset.ts';
import { thermalModelDataset } from '../../../../src/energy/datasets/sites/thermal-model-dataset.ts';
import { BUNDLE_RULES } from '../../../../src/energy/documents/check/bundle-rules.ts';
import { checkRule } from '../../../../src/energy/documents/check/query-rule.ts';
import { SERIES_RULES } from '../../../../src/energy/documents/check/series-rules.ts';
import { TASK_RULES } from '../../../../src/energy/documents/check/task-rules.ts';
import { createWorld } from '../../../../src/energy/world/create-world.ts';
import type { World } from '../../../../src/energy/world/world.ts';
import { migrateUp } from '../../../../src/migrations/runner/migrate.ts';
import { scratchDatabase, type ScratchDatabase } from '../../../database.ts';
import { days, seed } from '../../seed/small-world.ts';

const RULES = [...BUNDLE_RULES, ...TASK_RULES, ...SERIES_RULES];

/** What has rows in a year only, with the rows of a year; the series have two days, so that the rules are fast. */
const OF_A_YEAR = [tasksDataset, resultsDataset, thermalModelDataset].map((dataset) => ({
  ...dataset,
  isEmpty: () => false,
  batches: (world: World, index: number) => dataset.batches(world, index, days('2024-01-01', '2025-01-01')),
}));

export let database: ScratchDatabase;

/** The rules that are broken: table, column and message. */
export async function broken(): Promise<string[]> {
  const found: string[] = [];
  for (const rule of RULES) {
    const { finding, missing } = await checkRule(database.client, rule);
    expect(missing).toEqual([]);
    if (finding !== undefined) {
      found.push(`${finding.table}.${finding.column}: ${finding.message}`);
    }
  }
  return found;
}

/** A database for the tests of the file. */
export function useDatabase(): void {
  beforeAll(async () => {
    database = await scratchDatabase('query_rules');
    await migrateUp(database.url, { folder: 'migrations' });
    const world = createWorld({ seed: 7, clients: 1, sites: 2, noise: 'none', demo: true });
    await seed(world, database.url, { span: days('2024-01-01', '2024-01-03'), workers: 1, own: OF_A_YEAR });
  }, 120_000);

  afterAll(() => database[Symbol.asyncDispose]());

  beforeEach(() => database.client.query('BEGIN'));

  afterEach(() => database.client.query('ROLLBACK'));
}
