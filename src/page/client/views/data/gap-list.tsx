import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PageData, PageSeries, PageTreeNode } from '../../../model.ts';
import { Fold } from '../../parts/fold.tsx';
import { linkTo } from '../../state/route.ts';
import { formatCount, formatTime, plural } from '../../state/numbers.ts';

/** Series of one page, those that lack the most rows first. */
const MOST = 50;

/** Which series lack rows, of which site, when and how many. */
export function GapList({ data, filter }: { data: PageData; filter: string }): JSX.Element | null {
  const owners = useMemo(() => ownersOf(data.tree), [data]);
  const wanted = filter.trim().toLowerCase();
  const lacking = data.series.filter(({ gapCount }) => gapCount > 0);
  const series = lacking
    .map((each) => ({ ...each, owner: owners.get(datasetOf(each)) ?? '' }))
    .filter(({ label, owner }) => `${label} ${owner}`.toLowerCase().includes(wanted))
    .toSorted((one, other) => other.missing - one.missing);
  if (data.series.length === 0) {
    return null;
  }
  return (
    <section class="card">
      <h2>Gaps</h2>
      {lacking.length === 0 ? <p class="quiet">No series of a regular step lacks a row.</p> : null}
      {lacking.length > 0 && series.length === 0 ? <p class="quiet">The filter leaves none.</p> : null}
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

/** The dataset of a series, as the tree names it. */
function datasetOf({ label, table }: PageSeries): string {
  return label.slice(table.length + 1);
}

/** The site of each dataset, by the id of the dataset. */
function ownersOf(tree: readonly PageTreeNode[]): Map<string, string> {
  const owners = new Map<string, string>();
  const walk = (node: PageTreeNode, site: string): void => {
    const owner = node.kind === 'site' ? node.label : site;
    if (node.kind === 'dataset') {
      owners.set(node.label, owner);
    }
    node.children.forEach((child) => walk(child, owner));
  };
  tree.forEach((node) => walk(node, ''));
  return owners;
}
