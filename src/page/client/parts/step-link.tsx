import type { JSX } from 'preact';

import type { ObjectHistory, ObjectStep, PageModel } from '../../model.ts';
import { linkTo } from '../state/route.ts';
import { migrationTitle } from '../state/versions.ts';
import { ChangeSign } from './marks.tsx';

interface StepLinkProps {
  model: PageModel;
  step: ObjectStep;
}

/** The migration of a step, as a link to the line of its SQL. */
export function StepLink({ model, step }: StepLinkProps): JSX.Element {
  const migration = model.migrations[step.at - 1];
  if (migration === undefined) {
    return <span class="quiet">before all migrations</span>;
  }
  const { version } = migration;
  return (
    <a
      class="step"
      href={linkTo('migrations', { m: version, line: step.line ?? undefined })}
      title={`${step.change} by ${migrationTitle(migration)}${step.line === null ? '' : `, line ${step.line}`}`}
    >
      <ChangeSign mark={step.change} />
      {version}
    </a>
  );
}

/** Every migration that made, changed or removed an object. */
export function HistoryLinks({ model, history }: { model: PageModel; history: ObjectHistory }): JSX.Element {
  return (
    <span class="history">
      {history.changes.map((step) => (
        <StepLink key={step.at} model={model} step={step} />
      ))}
    </span>
  );
}
