import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { duration } from '../../report/units.ts';
import type { CheckState } from '../live-state.ts';
import { useLive, type LiveState, type LiveStore } from './live-store.ts';
import { postJson } from './request.ts';

/** One line at the top of every view: what the check does, and its error. */
export function LiveStatus({ store }: { store: LiveStore }): JSX.Element {
  const live = useLive(store);
  const [failed, setFailed] = useState('');
  const { check } = live;
  const again = (): void => {
    setFailed('');
    postJson('check', {}).catch((error: Error) => setFailed(error.message));
  };
  return (
    <div class={`live-line ${markOf(live)}`}>
      <span class="dot" aria-hidden="true" />
      <span role="status">{sentenceOf(live)}</span>
      <button type="button" onClick={again} disabled={!live.connected || check?.phase !== 'waiting'}>
        Check again
      </button>
      {check === undefined || check.error.length === 0 ? null : (
        <pre role="alert" tabIndex={0}>
          {check.error.join('\n')}
        </pre>
      )}
      {failed === '' ? null : <pre role="alert">{failed}</pre>}
    </div>
  );
}

function markOf({ connected, check }: LiveState): 'off' | 'busy' | 'bad' | 'good' {
  if (!connected) {
    return 'off';
  }
  if (check === undefined || check.phase === 'running') {
    return 'busy';
  }
  return check.error.length > 0 ? 'bad' : 'good';
}

function sentenceOf({ connected, check, trials }: LiveState): string {
  if (!connected) {
    return 'Not connected. If the command has ended, run "elementaldb ui" again and open the address that it prints.';
  }
  if (check === undefined) {
    return 'Connecting';
  }
  if (check.phase === 'running') {
    return `${check.step === '' ? 'Checking' : check.step}${failedText(trials.filter(isBad).length)}`;
  }
  return `${check.error.length > 0 ? 'The last check has no result' : 'Checked'} ${whenOf(check)}. Watching for changes.`;
}

function isBad({ failures }: { failures: readonly string[] }): boolean {
  return failures.length > 0;
}

function failedText(count: number): string {
  return count === 0 ? '' : `. ${count} failed so far`;
}

function whenOf({ endedAt, took }: CheckState): string {
  const at = endedAt === null ? '' : ` at ${new Date(endedAt).toLocaleTimeString()}`;
  return `in ${duration(took)}${at}`;
}
