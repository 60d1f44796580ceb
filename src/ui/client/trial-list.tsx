import type { JSX } from 'preact';

import type { LiveTrial } from '../live-state.ts';

interface Row {
  version: string;
  name: string;
  empty: readonly string[] | undefined;
  populated: readonly string[] | undefined;
}

/** The trials of a run as they end: each migration on empty tables, then on tables with rows. */
export function TrialList({ trials, running }: { trials: readonly LiveTrial[]; running: boolean }): JSX.Element {
  return (
    <section aria-label="Trials">
      <h2>Trials</h2>
      <p class="quiet">
        {trials.length > 0
          ? 'What this run has found so far. Comments and the baseline may accept it: the verdicts are in the view of the migrations.'
          : running
            ? 'No trial has ended yet.'
            : 'The last run tried nothing again: no file has changed.'}
      </p>
      {trials.length === 0 ? null : (
        <div class="live-wide" tabIndex={0} role="region" aria-label="Trials by migration">
          <table>
            <thead>
              <tr>
                <th scope="col">Migration</th>
                <th scope="col">On empty tables</th>
                <th scope="col">On tables with rows</th>
              </tr>
            </thead>
            <tbody>
              {rowsOf(trials).map(({ version, name, empty, populated }) => (
                <tr key={version}>
                  <th scope="row">
                    {version} {name}
                  </th>
                  <td>
                    <Result failures={empty} />
                  </td>
                  <td>
                    <Result failures={populated} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Result({ failures }: { failures: readonly string[] | undefined }): JSX.Element {
  if (failures === undefined) {
    return <span class="quiet">–</span>;
  }
  return failures.length === 0 ? (
    <span class="good">✓ passed</span>
  ) : (
    <span class="bad">✗ {[...new Set(failures)].join('; ')}</span>
  );
}

/** The newest first, since those are looked for. */
function rowsOf(trials: readonly LiveTrial[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { version, name, pass, failures } of trials) {
    const row = rows.get(version) ?? { version, name, empty: undefined, populated: undefined };
    rows.set(version, { ...row, [pass]: failures });
  }
  return [...rows.values()].toReversed();
}
