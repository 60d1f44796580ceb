import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { DEPTHS, chooseTables, graphOf, type Depth } from '../diagram/graph.ts';
import { Diagram } from '../diagram/diagram.tsx';
import { Filter, Select } from '../parts/select.tsx';
import { VersionPicker } from '../parts/version-picker.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { keyOf, schemasOf, stateAt, type Relation } from '../schema/state.ts';
import { linkWith, type Params } from '../state/route.ts';
import { plural } from '../state/numbers.ts';
import { go, replaceWith } from '../state/use-route.ts';
import { lastPlace, placeOf, versionAt } from '../state/versions.ts';
import { ObjectDetail } from './object-detail.tsx';
import { RelationDetail } from './relation-detail.tsx';
import { listKinds, listed, type Listed } from './schema-lists.ts';
import type { ViewProps } from './view-props.ts';

/** Smaller databases are shown whole at first, larger ones one schema at a time. */
const MOST_TOGETHER = 60;

const DEPTH_TEXTS: Readonly<Record<Depth, string>> = {
  names: 'names only',
  keys: 'key columns',
  columns: 'all columns',
};

/** The schema at a version: a diagram, the list beside it, and one object in detail. */
export function SchemaView({ model, route }: ViewProps): JSX.Element {
  const { params } = route;
  const at = placeOf(model, params.get('at')) ?? lastPlace(model);
  const state = stateAt(model, params.has('at') ? at : lastPlace(model));
  const schemas = schemasOf(state);
  const chosenKey = params.get('object');
  const chosen = state.relations.get(chosenKey ?? '');
  const total = schemas.reduce((sum, { relations: count }) => sum + count, 0);
  const usual = total <= MOST_TOGETHER ? '*' : (chosen?.schema ?? schemas[0]?.name ?? '');
  const schema = params.get('schema') ?? usual;
  const depth = DEPTHS.find((each) => each === params.get('depth')) ?? 'keys';
  const kind = params.get('kind') ?? 'tables';
  const filter = params.get('q') ?? '';
  const items = useMemo(() => listed(state, { kind, schema, filter }), [state, kind, schema, filter]);
  const relations = items.flatMap(({ relation }): Relation[] => (relation === undefined ? [] : [relation]));
  const drawn = useMemo(() => chooseTables(relations, state, chosenKey), [items, state, chosenKey]);
  const names = drawn.relations.map(({ key }) => key).join('\n');
  const graph = useMemo(() => graphOf(drawn.relations, depth), [names, depth, state]);
  const change = (changed: Params): void => replaceWith(linkWith(route, changed));
  const choose = (key: string): void => go(linkWith(route, { object: key }));
  const other = chosen === undefined ? model.objects.find((each) => keyOf(each) === chosenKey) : undefined;

  return (
    <div class="panes" onKeyDown={({ key }) => key === 'Escape' && chosenKey !== undefined && change({ object: '' })}>
      <div class="side">
        <div class="tools">
          <Select
            label="Schema"
            value={schema}
            options={[
              ...schemas.map(({ name, relations: count }) => ({ value: name, text: `${name} (${count})` })),
              { value: '*', text: `all (${total})` },
            ]}
            onPick={(value) => change({ schema: value, object: '' })}
          />
          <Select
            label="Show"
            value={kind}
            options={listKinds(state)}
            onPick={(value) => change({ kind: value === 'tables' ? '' : value, object: '' })}
          />
          <Filter label="Filter" value={filter} onInput={(q) => change({ q })} />
        </div>
        <VirtualList<Listed>
          label="Objects"
          items={items}
          keyOf={({ key }) => key}
          chosen={chosenKey}
          onChoose={({ key }) => choose(key)}
          rowHeight={30}
          render={({ label, detail }) => (
            <>
              <span class="label">{label}</span>
              <span class="quiet">{detail}</span>
            </>
          )}
        />
        <p class="quiet count">{plural(items.length, 'object')}</p>
      </div>
      <div class="main">
        {kind === 'tables' ? (
          <section class="drawing" aria-label="Diagram">
            <div class="tools">
              <VersionPicker
                model={model}
                label="At"
                place={params.has('at') ? at : lastPlace(model)}
                onPick={(version) => change({ at: version === versionAt(model, lastPlace(model)) ? '' : version })}
              />
              <Select
                label="Columns"
                value={depth}
                options={DEPTHS.map((value) => ({ value, text: DEPTH_TEXTS[value] }))}
                onPick={(value) => change({ depth: value === 'keys' ? '' : value })}
              />
            </div>
            {drawn.left > 0 ? (
              <p class="note" role="status">
                The diagram shows {drawn.relations.length} of {plural(drawn.relations.length + drawn.left, 'table')}:
                the chosen one, its neighbors, and those with the most foreign keys. Filter the list to see others.
              </p>
            ) : null}
            <Diagram graph={graph} chosen={chosenKey} onChoose={choose} />
          </section>
        ) : null}
        {chosen !== undefined ? (
          <RelationDetail model={model} state={state} relation={chosen} onClose={() => change({ object: '' })} />
        ) : other !== undefined ? (
          <ObjectDetail model={model} history={other} onClose={() => change({ object: '' })} />
        ) : chosenKey !== undefined ? (
          <p class="note warn">This page has no object named {chosenKey}.</p>
        ) : null}
      </div>
    </div>
  );
}
