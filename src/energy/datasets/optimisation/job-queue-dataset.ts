import { randomOf } from '../../../seeding/random/random.ts';
import { bundleId, bundleLinks } from './bundles-dataset.ts';
import { createdAt } from '../identity.ts';
import type { Dataset } from '../dataset.ts';
import { rowBatch } from '../dataset.ts';

/** Far above what a sequence that starts at 1 gives to those who use the database. */
const FIRST_ID = 1_000_000_000;

const MINUTE = 60_000;

/** The job that made a site's bundle: most are done, some are still going on, a few went wrong. */
export const jobQueueDataset: Dataset = {
  name: 'job_queue',
  tables: [['job_queue', 'job_status']],
  per: 'site',
  needs: ['bundles'],
  *batches(world, index) {
    const random = randomOf(world.options.seed, 'job', index);
    const draw = random.next();
    const queued = Date.parse(createdAt(world, 'bundles', index));
    const started = queued + Math.round((0.1 + random.next()) * MINUTE);
    const completed = started + Math.round((1 + 6 * random.next()) * MINUTE);
    const status = draw < 0.85 ? 'completed' : draw < 0.91 ? 'error' : draw < 0.95 ? 'working' : 'queued';
    const isEnded = status === 'completed' || status === 'error';
    yield rowBatch(['job_queue', 'job_status'], {
      job_id: FIRST_ID + index,
      job_type: 'generate_bundle',
      job_status: status,
      bundle_id: bundleId(world, index),
      request: { site_id: world.site(index).id, datasets: bundleLinks(world, index).map(({ type }) => type) },
      detail: status === 'error' ? 'The weather service did not answer in 30 s.' : null,
      queued_at: new Date(queued).toISOString(),
      started_at: status === 'queued' ? null : new Date(started).toISOString(),
      completed_at: isEnded ? new Date(completed).toISOString() : null,
    });
  },
};
