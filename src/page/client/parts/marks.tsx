import type { JSX } from 'preact';

import type { Mark } from '../diagram/graph.ts';
import type { EffectCounts } from '../schema/effects.ts';

const SIGNS: Readonly<Record<Mark, string>> = { same: '', added: '+', changed: '≠', removed: '−' };

/** A sign beside the color: `+`, `≠`, `−`; nothing for what is the same. */
export function marksSign(mark: Mark): string {
  return SIGNS[mark];
}

/** The sign in its color, with the word for those who do not see it. */
export function ChangeSign({ mark }: { mark: Mark }): JSX.Element {
  return (
    <span class={`sign ${mark}`} role="img" aria-label={mark} title={mark}>
      {SIGNS[mark]}
    </span>
  );
}

/** `+3 ≠1 −2`, without what is 0. */
export function EffectSummary({ counts }: { counts: EffectCounts }): JSX.Element {
  const shown = (['added', 'changed', 'removed'] as const).filter((change) => counts[change] > 0);
  return (
    <span class="effects">
      {shown.length === 0 ? <span class="quiet">no change</span> : null}
      {shown.map((change) => (
        <span
          key={change}
          class={`sign ${change}`}
          role="img"
          aria-label={`${counts[change]} ${change}`}
          title={change}
        >
          {SIGNS[change]}
          {counts[change]}
        </span>
      ))}
    </span>
  );
}
