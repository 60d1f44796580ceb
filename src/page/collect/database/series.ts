import type { Client } from 'pg';

import { messageOf } from '../../../support/errors.ts';
import type { PageData, PageSeries } from '../../model.ts';
import { isGivenUp } from './given-up.ts';
import { seriesColumns, type SeriesColumns } from './series-columns.ts';

export interface SeriesOptions {
  /** Whether values that may be names are shown. */
  showPersonalData: boolean;
  onProgress: (step: string) => void;
  /** Called with what was left out. */
  note: (text: string) => void;
}

/** Of one table at most so many datasets, those with the most rows. */
const MOST_DATASETS = 50;
const MOST_POINTS = 400;
const MOST_GAPS = 20;

/** In ISO 8601; the session's time zone is UTC. */
const iso = (moment: string): string => `to_char(${moment}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** The series of tables with rows. The server samples them, so that this process holds no more than what is shown. */
export async function readSeries(
  client: Client,
  tables: PageData['tables'],
  options: SeriesOptions,
): Promise<PageSeries[]> {
  const filled = tables.filter(({ rows }) => rows > 0).map(({ name }) => name);
  const found: PageSeries[] = [];
  for (const columns of await seriesColumns(client, filled)) {
    options.onProgress(`Sampling ${columns.table}`);
    try {
      found.push(...(await seriesOf(client, columns, options)));
    } catch (error) {
      if (!isGivenUp(error)) {
        throw error;
      }
      options.note(`${columns.table} is not sampled: ${messageOf(error)}.`);
    }
  }
  return found;
}

interface Span {
  dataset: string;
  rows: number;
  from: string;
  to: string;
}

interface Point {
  dataset: string;
  at: string;
  value: number | null;
}

interface Gap {
  dataset: string;
  from: string;
  to: string;
  missing: number;
  /** Over all gaps of the dataset. */
  count: number;
  allMissing: number;
}

async function seriesOf(
  client: Client,
  columns: SeriesColumns,
  { showPersonalData, note }: SeriesOptions,
): Promise<PageSeries[]> {
  const { table, time, unit, dataset, isNamed, isEvent } = columns;
  const sql = statements(columns);
  const spans = (await client.query<Span>(sql.spans)).rows;
  if (spans.length > MOST_DATASETS) {
    note(`${table} has more than ${MOST_DATASETS} datasets: those with the most rows are shown.`);
    spans.pop();
  }
  const names = spans.map((span) => span.dataset);
  const points = grouped((await client.query<Point>(sql.points, [names])).rows);
  const gaps = grouped(isEvent ? [] : (await client.query<Gap>(sql.gaps, [names])).rows);
  return spans.map((span, index) => ({
    label: dataset === undefined ? table : `${table} ${isNamed && !showPersonalData ? `#${index + 1}` : span.dataset}`,
    table,
    column: time,
    from: span.from,
    to: span.to,
    rows: span.rows,
    gaps: (gaps.get(span.dataset) ?? []).map(({ from, to, missing }) => ({ from, to, missing })),
    gapCount: gaps.get(span.dataset)?.[0]?.count ?? 0,
    missing: gaps.get(span.dataset)?.[0]?.allMissing ?? 0,
    points: (points.get(span.dataset) ?? []).flatMap(({ at, value }): [string, number][] =>
      value !== null && Number.isFinite(value) ? [[at, value]] : [],
    ),
    unit,
  }));
}

/**
 * The statements for one table. Points are the mean of the values, or the number of rows, in each of 400 spans of equal
 * length. A gap is where the next row is later than one and a half of the usual step, which is the median, if at least half
 * of the steps differ from it by a tenth or less: months do, and times of events do not.
 */
function statements({ table, time, value, dataset }: SeriesColumns): Record<'spans' | 'points' | 'gaps', string> {
  const key = dataset === undefined ? `''` : `coalesce(${dataset}::text, '')`;
  const rows = `SELECT ${key} AS d, ${time}::timestamptz AS t${value === undefined ? '' : `, ${value}::float8 AS v`}
    FROM ${table} WHERE isfinite(${time})`;
  return {
    spans: `SELECT d AS dataset, count(*)::float8 AS rows, ${iso('min(t)')} AS from, ${iso('max(t)')} AS to
      FROM (${rows}) r GROUP BY d ORDER BY count(*) DESC, d LIMIT ${MOST_DATASETS + 1}`,
    points: `WITH r AS (SELECT * FROM (${rows}) a WHERE d = ANY ($1)),
      s AS (SELECT d, extract(epoch FROM min(t))::float8 AS lo, extract(epoch FROM max(t))::float8 AS hi FROM r GROUP BY d)
      SELECT r.d AS dataset, ${iso('min(t)')} AS at, ${value === undefined ? 'count(*)' : 'avg(v)'}::float8 AS value
      FROM r JOIN s ON s.d = r.d
      GROUP BY r.d, least(${MOST_POINTS - 1},
        floor((extract(epoch FROM t)::float8 - lo) / greatest(hi - lo, 1) * ${MOST_POINTS}))
      ORDER BY r.d, min(t)`,
    gaps: `WITH r AS (SELECT DISTINCT d, t FROM (${rows}) a WHERE d = ANY ($1)),
      n AS (SELECT d, t, lead(t) OVER (PARTITION BY d ORDER BY t) AS next FROM r),
      m AS (SELECT d, percentile_disc(0.5) WITHIN GROUP (ORDER BY next - t) AS step FROM n WHERE next IS NOT NULL GROUP BY d),
      u AS (SELECT n.d, step FROM n JOIN m ON m.d = n.d WHERE next IS NOT NULL
        GROUP BY n.d, step HAVING 2 * count(*) FILTER (WHERE next - t BETWEEN step * 0.9 AND step * 1.1) >= count(*)),
      g AS (SELECT n.d, t + step AS start, next,
          round(extract(epoch FROM next - t) / extract(epoch FROM step))::float8 - 1 AS missing,
          row_number() OVER (PARTITION BY n.d ORDER BY next - t DESC, t) AS place
        FROM n JOIN u ON u.d = n.d WHERE next - t > step * 1.5),
      c AS (SELECT *, count(*) OVER (PARTITION BY d)::float8 AS count, sum(missing) OVER (PARTITION BY d) AS total FROM g)
      SELECT d AS dataset, ${iso('start')} AS from, ${iso('next')} AS to, missing, count, total AS "allMissing"
      FROM c WHERE place <= ${MOST_GAPS} ORDER BY d, place`,
  };
}

function grouped<T extends { dataset: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.dataset) ?? [];
    groups.set(row.dataset, group);
    group.push(row);
  }
  return groups;
}
