import type { Batch } from '../../../seeding/load/batch.ts';
import { randomOf } from '../../../seeding/random/random.ts';
import type { JobRequests, JobType } from '../../documents/job-request.ts';
import type { World } from '../../world/world.ts';
import { rowBatch, type Dataset, type Span } from '../dataset.ts';
import { createdAt, datasetId } from '../identity.ts';
import { heatingMethod, type HeatingMethod } from '../series/heating-parameters.ts';
import { yieldArrays } from '../series/solar-dataset.ts';
import { bundleId, bundleLinks, failedBundleId, hasLinkedElectricity, type BundleLink } from './bundles-dataset.ts';

/** Far above the ids that a sequence starting at 1 gives to users of the database. */
const FIRST_ID = 1_000_000_000;

/** More jobs than a site has. */
const IDS_PER_SITE = 32;

/** The number of the first job for each type of link, so that a job has the same id whatever other links a bundle has; then those of the earlier bundle. */
const NUMBERS = {
  HeatingLoadRequest: 0,
  TariffRequest: 8,
  RenewablesRequest: 12,
  ElectricalLoadRequest: 20,
  GridCO2Request: 21,
  RenewablesWindRequest: 22,
} as const;
const FIRST_FAILED = 24;

const MINUTE = 60_000;

/** The kinds of jobs that make datasets. */
type DatasetJob = Exclude<JobType, 'ASyncFunctionRequest' | 'SyncFunctionRequest'>;

/** A job: its type and request. */
type Job = {
  readonly [Type in DatasetJob]: { readonly type: Type; readonly request: JobRequests[Type] };
}[DatasetJob];

interface Run {
  readonly status: 'queued' | 'working' | 'error' | 'completed';
  readonly detail: string | null;
}

const COMPLETED: Run = { status: 'completed', detail: null };

/** The outcomes of the jobs of the earlier bundle, in turn. */
const FAILED: readonly Run[] = [
  { status: 'error', detail: 'The tariff service did not answer in 30 s.' },
  COMPLETED,
  { status: 'working', detail: null },
  { status: 'queued', detail: null },
];

/**
 * The jobs that made a site's bundle, all of which are completed; and those of its earlier bundle, some of which failed or never
 * ended.
 */
export const jobQueueDataset: Dataset = {
  name: 'job_queue',
  tables: [['job_queue', 'job_status']],
  per: 'site',
  ofWholeSpan: true,
  needs: ['bundles'],
  *batches(world, index, span) {
    const jobs = bundleLinks(world, index, span).flatMap((link) => {
      const job = jobOf(world, index, span, link);
      return job === undefined ? [] : { job, number: NUMBERS[job.type] + (link.order ?? 0) };
    });
    const created = Date.parse(createdAt(world, 'bundles', index, span));
    const firstId = FIRST_ID + index * IDS_PER_SITE;
    const bundle = bundleId(world, index);
    for (const { job, number } of jobs) {
      yield jobBatch(world, index, { id: firstId + number, bundle, queued: created, job, run: COMPLETED });
    }
    const failed = failedBundleId(world, index);
    if (failed === undefined) {
      return;
    }
    const attempted = jobs.filter(({ job: { type } }) => type === 'TariffRequest' || type === 'GridCO2Request');
    for (const [number, run] of FAILED.entries()) {
      const job = attempted[number]?.job;
      if (job !== undefined) {
        const id = firstId + FIRST_FAILED + number;
        // Its series were never written, so the request names no bundle.
        const alone = { ...job, request: { ...job.request, bundle_metadata: null } };
        yield jobBatch(world, index, { id, bundle: failed, queued: created - 60 * MINUTE, job: alone, run });
      }
    }
  },
};

/** The job that makes a linked dataset; undefined for what is not made by one. */
function jobOf(world: World, index: number, span: Span, link: BundleLink): Job | undefined {
  const siteId = world.site(index).id;
  const common = {
    start_ts: new Date(span.from).toISOString(),
    end_ts: new Date(span.to).toISOString(),
    bundle_metadata: {
      bundle_id: bundleId(world, index),
      dataset_id: link.id,
      dataset_type: link.type,
      dataset_subtype: link.subtype === null || typeof link.subtype === 'string' ? link.subtype : [...link.subtype],
      dataset_order: link.order,
    },
  };
  switch (link.type) {
    case 'HeatingLoad': {
      const interventions = typeof link.subtype === 'object' && link.subtype !== null ? [...link.subtype] : [];
      const method = heatingMethod(world.site(index), span, interventions.length);
      // Heat that is not made of gas is not found from a meter.
      return method === 'custom'
        ? undefined
        : {
            type: 'HeatingLoadRequest',
            request: {
              ...common,
              dataset_id: datasetId(world, 'gas', index),
              interventions,
              apply_bait: true,
              model_type: method,
              site_id: siteId,
              structure_id: structureOf(world, index, method),
            },
          };
    }
    case 'ElectricityMeterDataSynthesised':
      // Jobs make it of one meter, with its monthly sums.
      return hasLinkedElectricity(world.site(index))
        ? {
            type: 'ElectricalLoadRequest',
            request: { ...common, dataset_id: datasetId(world, 'electricity', index) },
          }
        : undefined;
    case 'ImportTariff':
      return {
        type: 'TariffRequest',
        request: { ...common, site_id: siteId, tariff_name: typeof link.subtype === 'string' ? link.subtype : 'fixed' },
      };
    case 'RenewablesGeneration': {
      const { tilt = 0, azimuth = 0, locationId = null } = yieldArrays(world.site(index))[link.order ?? 0] ?? {};
      return {
        type: 'RenewablesRequest',
        request: {
          ...common,
          site_id: siteId,
          renewables_location_id: locationId,
          azimuth,
          tilt,
          tracking: false,
        },
      };
    }
    case 'CarbonIntensity':
      return { type: 'GridCO2Request', request: { ...common, site_id: siteId } };
    default:
      return undefined;
  }
}

/** What the building is described by: its survey, or the thermal model that stands for it. */
function structureOf(world: World, index: number, method: HeatingMethod): string | null {
  switch (method) {
    case 'phpp':
      return datasetId(world, 'structures', index);
    case 'thermal_model':
      return datasetId(world, 'thermal_model', index);
    default:
      return null;
  }
}

interface Queued {
  readonly id: number;
  readonly bundle: string;
  /** Milliseconds since 1970. */
  readonly queued: number;
  readonly job: Pick<Job, 'type'> & { readonly request: Job['request'] };
  readonly run: Run;
}

function jobBatch(world: World, index: number, { id, bundle, queued, job, run }: Queued): Batch {
  const random = randomOf(world.options.seed, 'job', index, id);
  const started = queued + Math.round((0.1 + random.next()) * MINUTE);
  const ended = started + Math.round((1 + 6 * random.next()) * MINUTE);
  return rowBatch(
    ['job_queue', 'job_status'],
    {
      job_id: id,
      job_type: job.type,
      job_status: run.status,
      bundle_id: bundle,
      request: job.request,
      detail: run.detail,
      queued_at: new Date(queued).toISOString(),
      started_at: run.status === 'queued' ? null : new Date(started).toISOString(),
      completed_at: run.status === 'completed' || run.status === 'error' ? new Date(ended).toISOString() : null,
    },
    { job_id: 'integer', started_at: 'timestamptz', completed_at: 'timestamptz' },
  );
}
