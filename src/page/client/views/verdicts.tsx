import type { JSX } from 'preact';

import { AXES } from '../../../findings/names.ts';
import type { PageMigration } from '../../model.ts';
import { StatusBadge, StatusSign } from '../parts/status.tsx';
import { SqlText } from '../sql/sql-text.tsx';
import { AXIS_TEXTS, type Status } from '../state/verdicts.ts';

type Judged = NonNullable<PageMigration['verdict']>;
type Found = Judged['verdicts']['applies']['findings'][number];

/** What `verify` found about a migration, axis by axis. */
export function Verdicts({ migration: { verdict } }: { migration: PageMigration }): JSX.Element {
  return (
    <div class="block">
      <h3>Verdicts</h3>
      {verdict === null ? <p class="quiet">Not judged.</p> : <Judgement verdict={verdict} />}
    </div>
  );
}

function Judgement({ verdict: { verdicts, unpopulated, untried } }: { verdict: Judged }): JSX.Element {
  const findings = AXES.flatMap((axis) => verdicts[axis].findings);
  return (
    <>
      <ul class="axes">
        {AXES.map((axis) => (
          <li key={axis} title={verdicts[axis].reason}>
            <StatusSign status={verdicts[axis].status} /> {AXIS_TEXTS[axis]}
            {verdicts[axis].reason === undefined ? null : <span class="quiet"> ({verdicts[axis].reason})</span>}
          </li>
        ))}
      </ul>
      {findings.map((found, index) => (
        <Finding key={index} found={found} />
      ))}
      {unpopulated.length === 0 ? null : (
        <p class="quiet">Without rows: {unpopulated.map(({ table, reason }) => `${table} (${reason})`).join('; ')}</p>
      )}
      {untried.length === 0 ? null : <p class="quiet">No row met the condition of: {untried.join('; ')}</p>}
    </>
  );
}

function Finding({ found }: { found: Found }): JSX.Element {
  const { status, code, what, fix, sql, details, file, line, waiver, populated } = found;
  return (
    <div class={`finding ${status}`}>
      <p class="what">
        <StatusBadge status={status satisfies Status} /> <strong>{what}</strong> <code class="code-name">{code}</code>
        {populated ? <span class="quiet"> with rows</span> : null}
      </p>
      {file === undefined ? null : (
        <p class="quiet">
          {file}
          {line === undefined ? '' : `:${line}`}
        </p>
      )}
      {details.length === 0 ? null : <pre class="details">{details.join('\n')}</pre>}
      <p>Fix: {fix}</p>
      {sql.length === 0 ? null : (
        <pre class="fix">
          <SqlText sql={sql.join('\n')} />
        </pre>
      )}
      {waiver === undefined ? null : <p>Accepted: {waiver}</p>}
    </div>
  );
}
