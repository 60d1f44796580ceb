import type { JSX } from 'preact';

import type { PageModel } from '../../model.ts';
import { Fold } from '../parts/fold.tsx';
import { ChangeSign, EffectSummary } from '../parts/marks.tsx';
import { countEffects, groupEffects, propertiesBetween, type Effect } from '../schema/effects.ts';
import { nameWithin } from '../schema/names.ts';
import { keyOf } from '../schema/state.ts';
import { SqlText } from '../sql/sql-text.tsx';
import { linkTo } from '../state/route.ts';
import { plural } from '../state/numbers.ts';
import { versionAt } from '../state/versions.ts';

/** If there are more effects than this on several objects, their parts are shown on demand. */
const MOST_OPEN = 60;
/** More groups than this are not rendered: the lists of objects show them. */
const MOST_GROUPS = 200;

interface EffectListProps {
  model: PageModel;
  effects: readonly Effect[];
}

/** Effects by the table or view that they belong to, each with its sign. */
export function EffectList({ model, effects }: EffectListProps): JSX.Element {
  const groups = groupEffects(effects);
  return effects.length === 0 ? (
    <p class="quiet">Nothing changes.</p>
  ) : (
    <>
      {groups.length > MOST_GROUPS ? (
        <p class="note">
          The first {MOST_GROUPS} of {plural(groups.length, 'changed object')}.
        </p>
      ) : null}
      {groups.slice(0, MOST_GROUPS).map(({ key, own, parts }) => {
        const name = key.replace(/^(?:foreign table|materialized view|table|view) /, '');
        const lines = (): JSX.Element => (
          <ul class="effect-list">
            {parts.map((effect) => (
              <EffectLine key={keyOf(effect.history)} model={model} effect={effect} owner={name} />
            ))}
          </ul>
        );
        return (
          <div key={key} class="effect-group">
            <p class="effect-head">
              {own === null ? <span class="sign" /> : <ChangeSign mark={own.change} />}
              <a href={linkTo('schema', { object: key, at: atOf(model, own) })}>{key}</a>
            </p>
            {own?.change === 'changed' ? <Properties effect={own} /> : null}
            {own?.change === 'added' && parts.length === 0 ? <Definition effect={own} /> : null}
            {parts.length > 0 && effects.length > MOST_OPEN && groups.length > 1 ? (
              <Fold
                title={
                  <>
                    {plural(parts.length, 'part')} <EffectSummary counts={countEffects(parts)} />
                  </>
                }
              >
                {lines}
              </Fold>
            ) : (
              lines()
            )}
          </div>
        );
      })}
    </>
  );
}

/** Of what is gone, the link shows the last version that had it. */
function atOf(model: PageModel, own: Effect | null): string | undefined {
  return own?.change === 'removed' && own.after !== undefined ? versionAt(model, own.after.at - 1) : undefined;
}

function EffectLine({ model, effect, owner }: { model: PageModel; effect: Effect; owner: string }): JSX.Element {
  const { history, change, after } = effect;
  const line = after?.line ?? undefined;
  return (
    <li>
      <ChangeSign mark={change} />
      <span class="kind">{history.kind}</span> {nameWithin(history.name, owner)}{' '}
      {change === 'changed' ? null : <Definition effect={effect} />}{' '}
      {after === undefined || line === undefined ? null : (
        <a class="step" href={linkTo('migrations', { m: versionAt(model, after.at), line })}>
          line {line}
        </a>
      )}
      {change === 'changed' ? <Properties effect={effect} /> : null}
    </li>
  );
}

function Definition({ effect: { before, after, change } }: { effect: Effect }): JSX.Element | null {
  const step = change === 'removed' ? before : after;
  return step === undefined || step.summary === '' ? null : <SqlText sql={step.summary} />;
}

function Properties({ effect: { before, after } }: { effect: Effect }): JSX.Element | null {
  if (before === undefined || after === undefined) {
    return null;
  }
  return (
    <ul class="property-changes">
      {propertiesBetween(before, after).map(({ property, before: old, after: now }) => (
        <li key={property}>
          <span class="kind">{property}</span>{' '}
          {old === undefined ? null : (
            <del>
              <PropertyValue property={property} value={old} />
            </del>
          )}
          {old === undefined || now === undefined ? null : ' → '}
          {now === undefined ? null : (
            <ins>
              <PropertyValue property={property} value={now} />
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Comments are prose, anything else reads as SQL. */
function PropertyValue({ property, value }: { property: string; value: string }): JSX.Element {
  return property === 'comment' ? <span>{value}</span> : <SqlText sql={value} />;
}
