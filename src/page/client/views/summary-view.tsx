import type { JSX } from 'preact';

import type { PageMigration, PageModel } from '../../model.ts';
import { EffectSummary } from '../parts/marks.tsx';
import { StatusBadge, StatusSign } from '../parts/status.tsx';
import { countEffects, effectsAt } from '../schema/effects.ts';
import { schemasOf, stateAt } from '../schema/state.ts';
import { linkTo } from '../state/route.ts';
import { formatBytes, formatCount, plural } from '../state/numbers.ts';
import { traitCounts } from '../state/traits.ts';
import { statusCounts, statusOf } from '../state/verdicts.ts';
import { lastPlace, migrationTitle, versionAt } from '../state/versions.ts';
import { FailureNote } from './failure-note.tsx';
import type { ViewProps } from './view-props.ts';

/** Lists of the summary end here; the other views show the rest. */
const MOST = 12;

/** So many of the newest migrations are listed. */
const RECENT = 5;

/** What there is, and what needs attention. */
export function SummaryView({ model }: ViewProps): JSX.Element {
  const { failure, notes, migrations, production } = model;
  const bad = migrations.filter((migration) => ['fail', 'warn'].includes(statusOf(model, migration)));
  const changed = migrations.filter((migration) => migration.changed);
  const recent = changed.length < migrations.length ? changed : migrations.slice(-RECENT).toReversed();
  const last = lastPlace(model);
  return (
    <div class="page">
      {failure === null ? null : <FailureNote failure={failure} />}
      <Tiles model={model} />
      <div class="cards">
        <section class="card">
          <h2>Verdicts</h2>
          <p class="badges">
            {statusCounts(model).map(({ status, count }) => (
              <a key={status} href={linkTo('migrations', { only: status })}>
                <StatusBadge status={status} count={count} />
              </a>
            ))}
          </p>
          <MigrationList model={model} migrations={bad} none="No migration failed or warned." />
        </section>
        <section class="card">
          <h2>{changed.length < migrations.length ? 'Changed migrations' : 'Newest migrations'}</h2>
          <MigrationList model={model} migrations={recent} none="There are none." />
          {last < 2 ? null : (
            <p>
              <a href={linkTo('compare', { from: versionAt(model, Math.max(0, last - RECENT)) })}>
                What the last {Math.min(last, RECENT)} changed, and what undoing them removes
              </a>
            </p>
          )}
        </section>
        <Schemas model={model} />
        <Warnings model={model} />
        {production === null ? null : (
          <section class="card">
            <h2>Production</h2>
            <p>
              {production.source} is at {production.version ?? 'no version'}
              {production.dirty ? ', dirty' : ''}; {plural(production.pending.length, 'migration')} pending,{' '}
              {production.drift === null ? 'not compared' : plural(production.drift.length, 'difference')}.{' '}
              <a href={linkTo('production')}>Details</a>
            </p>
          </section>
        )}
        {notes.length === 0 ? null : (
          <section class="card">
            <h2>Notes</h2>
            <ul>
              {notes.map((note, index) => (
                <li key={index}>{note}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

function Tiles({ model }: { model: PageModel }): JSX.Element {
  const { relations, others } = stateAt(model, lastPlace(model));
  const tables = [...relations.values()].filter(({ history }) => history.kind.endsWith('table'));
  const columns = tables.reduce((sum, table) => sum + table.columns.length, 0);
  const rows = model.data?.tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = model.data?.tables.reduce((sum, table) => sum + table.bytes, 0);
  const routines = others.filter(({ history }) => ['function', 'procedure', 'aggregate'].includes(history.kind));
  const tiles: (readonly [text: string, value: string, link: string])[] = [
    ['migrations', formatCount(model.migrations.length), linkTo('migrations')],
    ['tables', formatCount(tables.length), linkTo('schema')],
    ['columns', formatCount(columns), linkTo('schema', { depth: 'columns' })],
  ];
  if (relations.size > tables.length) {
    tiles.push(['views', formatCount(relations.size - tables.length), linkTo('schema', { schema: '*' })]);
  }
  if (routines.length > 0) {
    tiles.push(['routines', formatCount(routines.length), linkTo('schema', { kind: routines[0]?.history.kind })]);
  }
  if (rows !== undefined && bytes !== undefined) {
    tiles.push(['rows', formatCount(rows), linkTo('data')], ['size', formatBytes(bytes), linkTo('data')]);
  }
  return (
    <ul class="tiles">
      {tiles.map(([text, value, link]) => (
        <li key={text}>
          <a href={link}>
            <strong>{value}</strong> <span>{text}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

interface MigrationListProps {
  model: PageModel;
  migrations: readonly PageMigration[];
  none: string;
}

function MigrationList({ model, migrations, none }: MigrationListProps): JSX.Element {
  return migrations.length === 0 ? (
    <p class="quiet">{none}</p>
  ) : (
    <ul class="plain rows">
      {migrations.slice(0, MOST).map((migration) => (
        <li key={migration.version}>
          <StatusSign status={statusOf(model, migration)} />
          <a href={linkTo('migrations', { m: migration.version })}>{migrationTitle(migration)}</a>
          <EffectSummary counts={countEffects(effectsAt(model, model.migrations.indexOf(migration) + 1))} />
        </li>
      ))}
      {migrations.length > MOST ? (
        <li>
          <a href={linkTo('migrations')}>and {formatCount(migrations.length - MOST)} more</a>
        </li>
      ) : null}
    </ul>
  );
}

function Schemas({ model }: { model: PageModel }): JSX.Element {
  const schemas = schemasOf(stateAt(model, lastPlace(model)));
  return (
    <section class="card">
      <h2>Schemas</h2>
      {schemas.length === 0 ? <p class="quiet">There are no tables.</p> : null}
      <ul class="plain rows">
        {schemas.slice(0, MOST).map(({ name, relations }) => (
          <li key={name}>
            <a href={linkTo('schema', { schema: name })}>{name === '' ? '(no schema)' : name}</a>
            <span class="quiet">{plural(relations, 'table')}</span>
          </li>
        ))}
        {schemas.length > MOST ? <li class="quiet">and {formatCount(schemas.length - MOST)} more</li> : null}
      </ul>
    </section>
  );
}

/** What to know before one runs or undoes migrations, with those that it is true of. */
function Warnings({ model }: { model: PageModel }): JSX.Element {
  const counts = traitCounts(model);
  return (
    <section class="card">
      <h2>Before you run or undo them</h2>
      {counts.length === 0 ? (
        <p class="quiet">No migration loses data, rewrites a table, blocks reads, or lacks a down that restores.</p>
      ) : (
        <ul class="plain rows">
          {counts.map(({ id, text, count }) => (
            <li key={id}>
              <a href={linkTo('migrations', { only: id })}>{text}</a>
              <span class="quiet">{plural(count, 'migration')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
