import type { JSX } from 'preact';

import type { PageData, PageSeries } from '../../../model.ts';
import { Fold } from '../../parts/fold.tsx';
import { linkTo } from '../../state/route.ts';
import { formatCount, formatTime, plural } from '../../state/numbers.ts';
import { useSeries } from './series-owners.ts';

/** Series of one page, those that lack the most rows first. */
const MOST = 50;

/** Which series lack rows, of which site, when and how many. */
export function GapList({ data, filter }: { data: PageData; filter: string }): JSX.Element | null {
  const series = useSeries(data, filter)
    .filter(({ gapCount }) => gapCount > 0)
    .toSorted((one, other) => other.missing - one.missing);
  if (data.series.length === 0) {
    return null;
  }
  return (
    <section class="card">
      <h2>Gaps</h2>
      {series.length > 0 ? null : (
        <p class="quiet">
          {data.series.every(({ gapCount }) => gapCount === 0)
            ? 'No series of a regular step lacks a row.'
            : 'The filter leaves none.'}
        </p>
      )}
      {series.length > MOST ? (
        <p class="note">
          The {MOST} of {formatCount(series.length)} series that lack the most rows.
        </p>
      ) : null}
      {series.slice(0, MOST).map((each) => (
        <Fold
          key={each.label}
          title={
            <>
              {each.owner === '' ? null : <strong>{each.owner} </strong>}
              {each.label}{' '}
              <span class="quiet">
                lacks {plural(each.missing, 'row')} in {plural(each.gapCount, 'gap')}; has {formatCount(each.rows)}
              </span>
            </>
          }
        >
          {() => <Gaps series={each} />}
        </Fold>
      ))}
    </section>
  );
}

function Gaps({ series: { label, gaps, gapCount } }: { series: PageSeries }): JSX.Element {
  return (
    <div class="wide folded">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To, exclusive</th>
            <th scope="col" class="amount">
              Missing rows
            </th>
          </tr>
        </thead>
        <tbody>
          {gaps.map(({ from, to, missing }) => (
            <tr key={from}>
              <td>{formatTime(from)}</td>
              <td>{formatTime(to)}</td>
              <td class="amount">{formatCount(missing)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">
        {gapCount > gaps.length ? `The ${gaps.length} longest. ` : ''}Times are UTC.{' '}
        <a href={linkTo('data', { q: label })}>Show the series</a>
      </p>
    </div>
  );
}
