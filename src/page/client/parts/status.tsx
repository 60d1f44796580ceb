import type { JSX } from 'preact';

import { STATUS_SIGNS, STATUS_TEXTS, type Status } from '../state/verdicts.ts';

/** A status as a sign in its color. */
export function StatusSign({ status }: { status: Status }): JSX.Element {
  return (
    <span class={`status ${status}`} role="img" aria-label={STATUS_TEXTS[status]} title={STATUS_TEXTS[status]}>
      {STATUS_SIGNS[status]}
    </span>
  );
}

/** A status as a sign and a word. */
export function StatusBadge({ status, count }: { status: Status; count?: number }): JSX.Element {
  return (
    <span class={`badge ${status}`}>
      <span aria-hidden="true">{STATUS_SIGNS[status]}</span> {count === undefined ? '' : `${count} `}
      {STATUS_TEXTS[status]}
    </span>
  );
}
