import { expect, test, vi } from 'vitest';

import { createWorld } from '../../../src/energy/world/create-world.ts';
import { rowsOf } from '../../seeding/insert/populated.ts';
import { days, seed } from './small-world.ts';
import { migrated } from './version-databases.ts';

vi.setConfig({ testTimeout: 240_000 });

/** All that says when it was filed, or belongs to what does. */
const TABLES = [
  // Requests have the span that they were made for.
  '(SELECT job_id, job_type, job_status, bundle_id, detail, queued_at, started_at, completed_at FROM job_queue.job_status)',
  'client_info.site_baselines',
  'client_meters.metadata',
  'carbon_intensity.metadata',
  'data_bundles.metadata',
  'data_bundles.dataset_links',
  'heating.metadata',
  'heating.structure_metadata',
  'heating.structure_elements',
  'heating.thermal_model',
  'optimisation.cost_models',
  'optimisation.task_config',
  'optimisation.task_results',
  'optimisation.curated_results',
  'renewables.metadata',
  'tariffs.metadata',
  'weather.metadata',
];

test('what is filed of a span that grew is that of the whole span, and in its order', async () => {
  const world = createWorld({ seed: 90_001, clients: 1, sites: 2, noise: 'none' });
  const whole = days('2023-01-01', '2024-03-16');
  await using grown = await migrated();
  await using once = await migrated();
  const write = (url: string, span: typeof whole) => seed(world, url, { span, workers: 2, ifThere: 'append' });
  await write(grown.url, days('2023-01-01', '2024-01-20'));
  const before = await rowsOf(grown.client, TABLES);
  await write(grown.url, whole);
  await write(once.url, whole);
  const expected = await rowsOf(once.client, TABLES);
  expect(before).not.toEqual(expected);
  expect(await rowsOf(grown.client, TABLES)).toEqual(expected);
  const { rows } = await grown.client.query(`
    SELECT r.completed_at > t.created_at AND t.created_at > max(j.completed_at) AND min(j.queued_at) > '2024-04-01' AS ordered
      FROM optimisation.task_results r JOIN optimisation.task_config t USING (task_id), job_queue.job_status j
     GROUP BY r.completed_at, t.created_at`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every(({ ordered }) => ordered === true)).toBe(true);
});
