import type { JSX } from 'preact';

import { ColumnHeads } from '../../page/client/parts/column-heads.tsx';
import { count, duration, size } from '../../report/units.ts';
import type { SeedPreview } from '../live-state.ts';

/** What a seed would write: sites by place and archetype, rows by dataset, and about how many bytes and seconds they take. */
export function PreviewTable({ preview }: { preview: SeedPreview }): JSX.Element {
  const { places, archetypes, datasets, rows, bytes, seconds } = preview;
  return (
    <div class="live-wide" tabIndex={0} role="region" aria-label="Preview">
      <p>Places: {listOf(places)}</p>
      <p>Archetypes: {listOf(archetypes)}</p>
      <table>
        <caption>Nothing is written yet. Rows are exact; size and time are estimated for a new database.</caption>
        <ColumnHeads titles={['Dataset', 'Rows', 'Size', 'Time']} />
        <tbody>
          {datasets.map((each) => (
            <tr key={each.dataset}>
              <th scope="row">{each.dataset}</th>
              <Cells {...each} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <Cells rows={rows} bytes={bytes} seconds={seconds} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** Such as `Cardiff 3, Leeds 1`. */
function listOf(counted: SeedPreview['places']): string {
  return counted.map(({ name, sites }) => `${name} ${count(sites)}`).join(', ');
}

function Cells({ rows, bytes, seconds }: Pick<SeedPreview, 'rows' | 'bytes' | 'seconds'>): JSX.Element {
  return (
    <>
      <td class="figure">{count(rows)}</td>
      <td class="figure">{size(bytes)}</td>
      <td class="figure">{duration(seconds * 1000)}</td>
    </>
  );
}
