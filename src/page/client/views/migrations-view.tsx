import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PageMigration, PageModel } from '../../model.ts';
import { EffectSummary } from '../parts/marks.tsx';
import { Filter, Select } from '../parts/select.tsx';
import { StatusSign } from '../parts/status.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { countEffects, effectsAt } from '../schema/effects.ts';
import { linkWith, type Params } from '../state/route.ts';
import { plural } from '../state/numbers.ts';
import { replaceWith } from '../state/use-route.ts';
import { TRAITS, traitCounts } from '../state/traits.ts';
import { statusCounts, statusOf, STATUS_TEXTS } from '../state/verdicts.ts';
import { MigrationDetail } from './migration-detail.tsx';
import type { ViewProps } from './view-props.ts';

/** All migrations in their order, and one of them in detail. */
export function MigrationsView({ model, route }: ViewProps): JSX.Element {
  const { params } = route;
  const filter = params.get('q') ?? '';
  const only = params.get('only') ?? '';
  const items = useMemo(() => filtered(model, filter, only), [model, filter, only]);
  const version = params.get('m') ?? items[0]?.version;
  const index = model.migrations.findIndex((each) => each.version === version);
  const migration = model.migrations[index];
  const change = (changed: Params): void => replaceWith(linkWith(route, changed));
  const counts = statusCounts(model);
  const places = useMemo(() => new Map(model.migrations.map((each, place) => [each, place + 1])), [model]);
  return (
    <div class="panes">
      <div class="side">
        <div class="tools">
          <Select
            label="Show"
            value={only}
            options={[
              { value: '', text: `all (${model.migrations.length})` },
              ...(model.migrations.every((each) => each.changed)
                ? []
                : [{ value: 'new', text: `changed (${model.migrations.filter((each) => each.changed).length})` }]),
              ...counts.map(({ status, count }) => ({ value: status, text: `${STATUS_TEXTS[status]} (${count})` })),
              ...traitCounts(model).map(({ id, short, count }) => ({ value: id, text: `${short} (${count})` })),
            ]}
            onPick={(value) => change({ only: value })}
          />
          <Filter label="Filter" value={filter} onInput={(q) => change({ q })} />
        </div>
        <VirtualList<PageMigration>
          label="Migrations"
          items={items}
          keyOf={(each) => each.version}
          chosen={version}
          onChoose={(each) => change({ m: each.version, line: '', file: '' })}
          rowHeight={44}
          render={(each) => <Row model={model} migration={each} place={places.get(each) ?? 0} />}
        />
        <p class="quiet count">{plural(items.length, 'migration')}</p>
      </div>
      <div class="main">
        {migration === undefined ? (
          <p class="note">
            {version === undefined ? 'No migration to show.' : `This page has no migration ${version}.`}
          </p>
        ) : (
          <MigrationDetail
            key={migration.version}
            model={model}
            route={route}
            migration={migration}
            place={index + 1}
          />
        )}
      </div>
    </div>
  );
}

function filtered(model: PageModel, filter: string, only: string): PageMigration[] {
  const wanted = filter.trim().toLowerCase();
  return model.migrations.filter(
    (migration) =>
      `${migration.version} ${migration.name}`.toLowerCase().includes(wanted) && isWanted(model, migration, only),
  );
}

function isWanted(model: PageModel, migration: PageMigration, only: string): boolean {
  const trait = TRAITS.find(({ id }) => id === only);
  return (
    only === '' ||
    (only === 'new'
      ? migration.changed
      : trait === undefined
        ? statusOf(model, migration) === only
        : trait.holds(migration))
  );
}

interface RowProps {
  model: PageModel;
  migration: PageMigration;
  place: number;
}

function Row({ model, migration, place }: RowProps): JSX.Element {
  return (
    <span class="two-lines">
      <span class="label">
        <StatusSign status={statusOf(model, migration)} /> {migration.name}
      </span>
      <span class="quiet">
        {migration.version} <EffectSummary counts={countEffects(effectsAt(model, place))} />
        {migration.locks.some(({ rewrites }) => rewrites) ? ' rewrites' : ''}
        {migration.dataLost.length > 0 ? ' loses data' : ''}
      </span>
    </span>
  );
}
