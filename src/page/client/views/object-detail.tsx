import type { JSX } from 'preact';

import type { ObjectHistory, ObjectStep, PageModel } from '../../model.ts';
import { StepLink } from '../parts/step-link.tsx';
import { SqlText } from '../sql/sql-text.tsx';
import { migrationTitle } from '../state/versions.ts';

interface ObjectDetailProps {
  model: PageModel;
  history: ObjectHistory;
  onClose: () => void;
}

/** An object that is no table or view: its definition at each version that changed it, the newest first. */
export function ObjectDetail({ model, history, onClose }: ObjectDetailProps): JSX.Element {
  return (
    <section class="detail" aria-label={history.name}>
      <DetailHead kind={history.kind} name={history.name} onClose={onClose} />
      {history.changes.toReversed().map((step) => (
        <StepDetail key={step.at} model={model} step={step} />
      ))}
    </section>
  );
}

export function DetailHead({ kind, name, onClose }: { kind: string; name: string; onClose: () => void }): JSX.Element {
  return (
    <header class="detail-head">
      <h2>
        <span class="kind">{kind}</span> {name}
      </h2>
      <button type="button" class="close" aria-label="Close" title="Close (Escape)" onClick={onClose}>
        ×
      </button>
    </header>
  );
}

function StepDetail({ model, step }: { model: PageModel; step: ObjectStep }): JSX.Element {
  const migration = model.migrations[step.at - 1];
  return (
    <div class="step-detail">
      <p>
        {step.change} by <StepLink model={model} step={step} />{' '}
        <span class="quiet">{migration === undefined ? '' : migrationTitle(migration)}</span>
      </p>
      {step.change === 'removed' ? null : <Properties step={step} />}
    </div>
  );
}

/** The properties of a definition, long ones as SQL. */
function Properties({ step }: { step: ObjectStep }): JSX.Element {
  const properties = Object.entries(step.definition);
  return (
    <dl class="properties">
      {properties.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{isCode(name) ? <SqlText sql={String(value)} /> : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function isCode(property: string): boolean {
  return ['definition', 'body', 'default', 'check', 'generated as', 'partition key', 'partition bound'].includes(
    property,
  );
}
