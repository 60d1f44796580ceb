import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { PageModel } from '../../model.ts';
import { Diagram } from '../diagram/diagram.tsx';
import { DEPTHS, chooseTables, graphOf, type Depth, type Mark } from '../diagram/graph.ts';
import { ChangeSign, EffectSummary } from '../parts/marks.tsx';
import { Filter, Select } from '../parts/select.tsx';
import { VersionPicker } from '../parts/version-picker.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { countEffects, effectsBetween, groupEffects, type EffectGroup } from '../schema/effects.ts';
import { linkWith, type Params } from '../state/route.ts';
import { plural } from '../state/numbers.ts';
import { go, replaceWith } from '../state/use-route.ts';
import { lastPlace, placeOf } from '../state/versions.ts';
import { changedTables, marksOf, unionState } from './compare-state.ts';
import { EffectList } from './effect-list.tsx';
import { UndoNote } from './undo-note.tsx';
import type { ViewProps } from './view-props.ts';

/** Two versions side by side: what was added, changed and removed, as a list and in the diagram. */
export function CompareView({ model, route }: ViewProps): JSX.Element {
  const { params } = route;
  const [from, to] = placesOf(model, params);
  const filter = (params.get('q') ?? '').trim().toLowerCase();
  const chosen = params.get('object');
  const depth = DEPTHS.find((each) => each === params.get('depth')) ?? 'keys';
  const effects = useMemo(() => effectsBetween(model, from, to), [model, from, to]);
  const groups = useMemo(
    () => groupEffects(effects).filter(({ key, parts }) => matches(key, parts, filter)),
    [effects, filter],
  );
  const { graph, left } = useMemo(
    () => compareGraph({ model, from, to, groups, depth, chosen }),
    [model, from, to, groups, depth, chosen],
  );
  const change = (changed: Params): void => replaceWith(linkWith(route, changed));
  const shown = effects.filter(({ history }) => chosen === undefined || belongsTo(history, chosen));
  return (
    <div class="panes">
      <div class="side">
        <div class="tools">
          <VersionPicker model={model} label="Then" place={from} onPick={(version) => change({ from: version })} />
          <VersionPicker model={model} label="Now" place={to} onPick={(version) => change({ to: version })} />
          <Filter label="Filter" value={params.get('q') ?? ''} onInput={(q) => change({ q })} />
        </div>
        <VirtualList<EffectGroup>
          label="Changed objects"
          items={groups}
          keyOf={({ key }) => key}
          chosen={chosen}
          onChoose={({ key }) => change({ object: key })}
          rowHeight={30}
          render={({ key, own, parts }) => (
            <>
              <span class="label">
                <ChangeSign mark={own?.change ?? 'changed'} /> {key}
              </span>
              {own === null || own.change === 'changed' ? <EffectSummary counts={countEffects(parts)} /> : null}
            </>
          )}
        />
        <p class="quiet count">{plural(groups.length, 'changed object')}</p>
      </div>
      <div class="main" onKeyDown={({ key }) => key === 'Escape' && change({ object: '' })}>
        <section class="drawing" aria-label="Diagram of the differences">
          <div class="tools">
            <Select
              label="Columns"
              value={depth}
              options={[
                { value: 'names', text: 'names only' },
                { value: 'keys', text: 'key and changed columns' },
                { value: 'columns', text: 'all columns' },
              ]}
              onPick={(value) => change({ depth: value === 'keys' ? '' : value })}
            />
            <span class="legend">
              {(['added', 'changed', 'removed'] as const).map((mark) => (
                <span key={mark}>
                  <ChangeSign mark={mark} /> {mark}
                </span>
              ))}
            </span>
          </div>
          {left > 0 ? (
            <p class="note" role="status">
              The diagram shows {graph.tables.length} of {graph.tables.length + left} tables. Filter the list to see
              others.
            </p>
          ) : null}
          <Diagram graph={graph} chosen={chosen} onChoose={(object) => go(linkWith(route, { object }))} />
        </section>
        <section class="detail" aria-label="Differences">
          <header class="detail-head">
            <h2>{chosen ?? 'All differences'}</h2>
            {chosen === undefined ? null : (
              <button type="button" class="close" aria-label="Show all" onClick={() => change({ object: '' })}>
                ×
              </button>
            )}
          </header>
          {chosen === undefined && from < to ? <UndoNote model={model} from={from} to={to} withLosses /> : null}
          <EffectList model={model} effects={shown} />
        </section>
      </div>
    </div>
  );
}

/** By default the last version and the one before it. */
function placesOf(model: PageModel, params: ReadonlyMap<string, string>): [from: number, to: number] {
  const last = lastPlace(model);
  const to = params.has('to') ? (placeOf(model, params.get('to')) ?? last) : last;
  const from = params.has('from') ? (placeOf(model, params.get('from')) ?? 0) : Math.max(0, to - 1);
  return [from, to];
}

function matches(key: string, parts: EffectGroup['parts'], filter: string): boolean {
  return key.toLowerCase().includes(filter) || parts.some(({ history }) => history.name.toLowerCase().includes(filter));
}

function belongsTo(
  { kind, name, parent }: { kind: string; name: string; parent: string | null },
  key: string,
): boolean {
  return `${kind} ${name}` === key || parent === key;
}

interface CompareGraph {
  model: PageModel;
  from: number;
  to: number;
  groups: readonly EffectGroup[];
  depth: Depth;
  chosen: string | undefined;
}

function compareGraph({ model, from, to, groups, depth, chosen }: CompareGraph): {
  graph: ReturnType<typeof graphOf>;
  left: number;
} {
  const state = unionState(model, from, to);
  const marks: ReadonlyMap<string, Mark> = marksOf(groups);
  const { relations, left } = chooseTables(changedTables(state, groups), state, chosen);
  return { graph: graphOf(relations, depth, marks), left };
}
