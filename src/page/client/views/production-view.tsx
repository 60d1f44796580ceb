import type { JSX } from 'preact';

import type { PageModel, PageProduction } from '../../model.ts';
import { ChangeSign } from '../parts/marks.tsx';
import { StatusSign } from '../parts/status.tsx';
import { linkTo } from '../state/route.ts';
import { plural } from '../state/numbers.ts';
import { statusOf } from '../state/verdicts.ts';
import type { ViewProps } from './view-props.ts';

/** What a production database has of the migrations, and how it differs from them. */
export function ProductionView({ model }: ViewProps): JSX.Element {
  const { production } = model;
  return production === null ? (
    <p class="note">This page was made without a database. Name one by --database-url to see its version.</p>
  ) : (
    <div class="page">
      {production.dirty ? (
        <p class="note error" role="alert">
          The ledger is dirty: a migration failed half-way. Nothing more runs until somebody repairs it.
        </p>
      ) : null}
      <section class="card">
        <h2>Ledger</h2>
        <p>
          {production.source} is at{' '}
          {production.version === null ? 'no version: its ledger is empty' : <Version production={production} />}.
        </p>
        {production.notes.map((note, index) => (
          <p key={index} class="quiet">
            {note}
          </p>
        ))}
      </section>
      <section class="card">
        <h2>Pending migrations</h2>
        <Pending model={model} versions={production.pending} />
      </section>
      <section class="card">
        <h2>Drift</h2>
        <Drift production={production} model={model} />
      </section>
    </div>
  );
}

function Version({ production: { version } }: { production: PageProduction }): JSX.Element {
  return <a href={linkTo('migrations', { m: version ?? undefined })}>{version}</a>;
}

function Pending({ model, versions }: { model: PageModel; versions: readonly string[] }): JSX.Element {
  return versions.length === 0 ? (
    <p class="quiet">None: the database has all migrations.</p>
  ) : (
    <ul class="plain rows">
      {versions.map((version) => {
        const migration = model.migrations.find((each) => each.version === version);
        return (
          <li key={version}>
            {migration === undefined ? null : <StatusSign status={statusOf(model, migration)} />}
            <a href={linkTo('migrations', { m: version })}>
              {version} {migration?.name ?? ''}
            </a>
            {migration?.locks.some(({ rewrites }) => rewrites) === true ? <span>rewrites a table</span> : null}
            {migration === undefined || migration.dataLost.length === 0 ? null : <span>loses data</span>}
          </li>
        );
      })}
    </ul>
  );
}

function Drift({ production: { drift }, model }: { production: PageProduction; model: PageModel }): JSX.Element {
  return drift === null ? (
    <p class="quiet">Not compared: the reason is under “Ledger”.</p>
  ) : drift.length === 0 ? (
    <p class="quiet">None: the database is what its migrations make.</p>
  ) : (
    <>
      <p>{plural(drift.length, 'difference')} between the database and its migrations.</p>
      {drift.map(({ object, change, lines, file, line }, index) => {
        const migration = model.migrations.find(({ up }) => up !== null && up.path === file);
        return (
          <div key={index} class="effect-group">
            <p class="effect-head">
              <ChangeSign mark={change} /> {object}{' '}
              {file === null ? null : migration === undefined ? (
                <span class="quiet">{file}</span>
              ) : (
                <a class="step" href={linkTo('migrations', { m: migration.version, line: line ?? undefined })}>
                  {file}
                  {line === null ? '' : `:${line}`}
                </a>
              )}
            </p>
            {lines.length === 0 ? null : <pre class="details">{lines.join('\n')}</pre>}
          </div>
        );
      })}
    </>
  );
}
