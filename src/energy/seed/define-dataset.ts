import * as v from 'valibot';

import { CALLBACK, NUMBER, TEXTS, YES_OR_NO, checkOptions } from '../../support/check-options.ts';
import { InvalidOptionError, UsageError } from '../../support/errors.ts';
import { createdAt, datasetId } from '../datasets/identity.ts';
import type { Dataset, Span } from '../datasets/dataset.ts';
import type { Batch, CellValue, Column } from '../../seeding/load/batch.ts';
import { randomOf, type Random } from '../../seeding/random/random.ts';
import type { Site } from '../world/site.ts';
import type { World } from '../world/world.ts';

/** What the values of a series are made from: a site, and a calendar year in UTC. */
export interface SeriesContext {
  readonly world: World;
  readonly site: Site;
  /** The beginnings of all intervals of the year, milliseconds since 1970-01-01T00:00:00Z. */
  readonly starts: Float64Array;
  /** A random stream that depends on the seed, the site and the year. */
  readonly random: Random;
}

/** A table of time series: `dataset_id`, `start_ts`, `end_ts` and values, with `metadata` in the same schema. */
export interface SeriesDefinition {
  readonly name: string;
  /** Schema and name of the table, e.g. `client_meters.water_meters`. */
  readonly table: string;
  /** Minutes of an interval, which must divide a day; 30 by default. */
  readonly step?: number;
  readonly needs?: readonly string[];
  /** Columns of the dataset's row in `metadata` beyond `dataset_id`, `site_id` and `created_at`. */
  metadata?(site: Site): Readonly<Record<string, CellValue>>;
  /** Values by the name of the column, one for each of `starts`. It is called year by year; values outside the span are cut off. */
  series(context: SeriesContext): Readonly<Record<string, Float64Array | readonly CellValue[]>>;
}

const HINT = 'See defineDataset in docs/seeding.md.';

const MINUTE = 60_000;
const DAY_MINUTES = 1440;

const SERIES_DEFINITION = v.strictObject({
  name: v.string('must be a string'),
  table: v.string('must be a string'),
  step: NUMBER,
  needs: TEXTS,
  metadata: CALLBACK,
  series: v.function('must be a function'),
} satisfies Record<keyof SeriesDefinition, v.GenericSchema>);

const DATASET = v.strictObject({
  name: v.string('must be a string'),
  tables: v.array(v.unknown(), 'must be an array'),
  per: v.picklist(['world', 'place', 'client', 'site'], 'must be world, place, client or site'),
  needs: v.array(v.string('must be a string'), 'must be an array of strings'),
  everywhere: YES_OR_NO,
  timeless: YES_OR_NO,
  ofWholeSpan: YES_OR_NO,
  isEmpty: CALLBACK,
  countRows: CALLBACK,
  keepsExisting: YES_OR_NO,
  batches: v.function('must be a function'),
} satisfies Record<keyof Dataset, v.GenericSchema>);

/**
 * A custom dataset for `seed` and `--dataset-file`: either a whole `Dataset`, which makes its batches itself, or a table
 * of time series and how its values are made.
 *
 * @throws InvalidOptionError; when rows are made, UsageError `BAD_DATASET` for a series of the wrong length
 */
export function defineDataset(definition: Dataset | SeriesDefinition): Dataset {
  const isWhole = typeof definition === 'object' && definition !== null && 'batches' in definition;
  checkOptions('defineDataset', isWhole ? DATASET : SERIES_DEFINITION, definition, HINT);
  if (!/^[a-z][\da-z_]*$/.test(definition.name)) {
    throw invalid('name', definition.name, 'its name may have only lower-case letters, digits and underscores');
  }
  return 'batches' in definition ? definition : seriesDataset(definition);
}

/** The dataset with the rows that `site_id` refers to. */
const SITES = 'sites';

function seriesDataset(definition: SeriesDefinition): Dataset {
  const { name, table: path, step = 30, needs = [] } = definition;
  const [schema = '', relation = '', ...rest] = path.split('.');
  if (schema === '' || relation === '' || rest.length > 0) {
    throw invalid('table', name, `invalid table "${path}": write schema.name`);
  }
  if (!(step > 0 && Number.isInteger(step) && DAY_MINUTES % step === 0)) {
    throw invalid('step', name, `intervals of ${step} minutes do not fill a day`);
  }
  return {
    name,
    tables: [
      [schema, 'metadata'],
      [schema, relation],
    ],
    per: 'site',
    needs: [SITES, ...needs],
    *batches(world, index, span) {
      const site = world.site(index);
      const id = datasetId(world, name, index);
      yield {
        table: [schema, 'metadata'],
        rows: 1,
        columns: sameColumns({
          dataset_id: id,
          site_id: site.id,
          created_at: createdAt(world, name, index, span),
          ...definition.metadata?.(site),
        }),
      };
      yield* seriesBatches(definition, [schema, relation], { world, site, id, span, step: step * MINUTE });
    },
  };
}

interface SeriesPart {
  world: World;
  site: Site;
  id: string;
  span: Span;
  /** Milliseconds. */
  step: number;
}

function* seriesBatches(
  definition: SeriesDefinition,
  table: Batch['table'],
  { world, site, id, span, step }: SeriesPart,
): Iterable<Batch> {
  const { name } = definition;
  const last = new Date(span.to - 1).getUTCFullYear();
  for (let year = new Date(span.from).getUTCFullYear(); year <= last; year += 1) {
    const begin = Date.UTC(year, 0);
    const count = (Date.UTC(year + 1, 0) - begin) / step;
    const starts = Float64Array.from({ length: count }, (_, i) => begin + i * step);
    const from = Math.max(0, Math.ceil((span.from - begin) / step));
    const to = Math.min(count, Math.ceil((span.to - begin) / step));
    if (to <= from) {
      continue;
    }
    const random = randomOf(world.options.seed, 'dataset of a user', name, site.index, year);
    const made = Object.entries(definition.series({ world, site, starts, random })).map(
      ([column, values]): [string, Column] => {
        if (values.length !== count) {
          throw new UsageError(
            `invalid dataset "${name}": it has ${values.length} values of ${column} for ${count} intervals`,
            { code: 'BAD_DATASET', hint: HINT },
          );
        }
        return values instanceof Float64Array
          ? [column, { kind: 'numbers', values: values.subarray(from, to) }]
          : [column, { kind: 'values', values: values.slice(from, to) }];
      },
    );
    const startTs = starts.subarray(from, to);
    yield {
      table,
      rows: to - from,
      columns: {
        dataset_id: { kind: 'same', value: id },
        start_ts: { kind: 'instants', values: startTs },
        end_ts: { kind: 'instants', values: startTs.map((start) => start + step) },
        ...Object.fromEntries(made),
      },
    };
  }
}

function sameColumns(row: Readonly<Record<string, CellValue>>): Record<string, Column> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, { kind: 'same', value }]));
}

function invalid(option: string, name: string, why: string): InvalidOptionError {
  return new InvalidOptionError(option, { message: `invalid dataset "${name}": ${why}`, hint: HINT });
}
