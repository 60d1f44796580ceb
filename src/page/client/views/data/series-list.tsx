import type { JSX } from 'preact';

import type { PageData, PageSeries } from '../../../model.ts';
import { formatCount, formatTime, plural } from '../../state/numbers.ts';
import { useSeries, type OwnedSeries } from './series-owners.ts';
import { Sparkline } from './sparkline.tsx';

/** Series of one page; the filter finds the others. */
const MOST = 100;

/** The series of a database on one axis of time, with their gaps and a small plot each. */
export function SeriesList({ data, filter }: { data: PageData; filter: string }): JSX.Element | null {
  const series = useSeries(data, filter);
  if (data.series.length === 0) {
    return null;
  }
  const from = Math.min(...series.map((each) => Date.parse(each.from)));
  const to = Math.max(...series.map((each) => Date.parse(each.to)));
  return (
    <section class="card">
      <h2>Series over time</h2>
      {series.length > MOST ? (
        <p class="note">
          The first {MOST} of {formatCount(series.length)} series. Filter them to see others.
        </p>
      ) : null}
      {series.slice(0, MOST).map((each, index) => (
        <Series key={index} series={each} from={from} to={to} />
      ))}
    </section>
  );
}

interface SeriesProps {
  series: OwnedSeries;
  /** The axis that all series share, in milliseconds since 1970. */
  from: number;
  to: number;
}

function Series({ series, from, to }: SeriesProps): JSX.Element {
  const { label, owner, column, rows, gaps, gapCount, missing, points, unit } = series;
  const share = (iso: string): number => (to > from ? (100 * (Date.parse(iso) - from)) / (to - from) : 0);
  const span = (one: string, other: string): { left: string; width: string } => ({
    left: `${share(one)}%`,
    width: `max(2px, ${share(other) - share(one)}%)`,
  });
  return (
    <figure class="series">
      <figcaption>
        {owner === '' ? null : `${owner} `}
        <strong>{label}</strong>{' '}
        <span class="quiet">
          by {column}: {plural(rows, 'row')}, {formatTime(series.from)} to {formatTime(series.to)}
          {gapCount === 0 ? '' : `; lacks ${plural(missing, 'row')} in ${plural(gapCount, 'gap')}`}
        </span>
      </figcaption>
      <div class="span" role="img" aria-label={`From ${formatTime(series.from)} to ${formatTime(series.to)}`}>
        <span class="covered" style={span(series.from, series.to)} />
        {gaps.map((gap) => (
          <span
            key={gap.from}
            class="gap"
            style={span(gap.from, gap.to)}
            title={`No row from ${formatTime(gap.from)} to ${formatTime(gap.to)}`}
          />
        ))}
      </div>
      {isFlatCount(series) || points.length < 2 ? null : <Sparkline points={points} unit={unit} label={label} />}
    </figure>
  );
}

/** The same number of rows in each span says no more than the bar above it. */
function isFlatCount({ points, unit }: PageSeries): boolean {
  return unit === 'rows' && points.every(([, value]) => value === points[0]?.[1]);
}
