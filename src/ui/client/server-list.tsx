import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { ServerRow, UiFacts } from '../live-state.ts';
import { CopyButton } from './copy-button.tsx';
import { postJson } from './request.ts';
import { useAction } from './use-action.ts';

interface ServerListProps {
  servers: readonly ServerRow[];
  facts: UiFacts;
  disabled: boolean;
}

/** The running servers with their actions, and a form that starts one. */
export function ServerList({ servers, facts: { defaultName, hasPsql }, disabled }: ServerListProps): JSX.Element {
  const [error, act] = useAction();
  return (
    <section aria-label="Servers">
      <h2>Servers</h2>
      {servers.length === 0 ? <p class="quiet">No server is running.</p> : null}
      <ul class="servers">
        {servers.map((row) => (
          <Server key={row.name} row={row} hasPsql={hasPsql} disabled={disabled} act={act} />
        ))}
      </ul>
      <StartForm key={defaultName} defaultName={defaultName} servers={servers} disabled={disabled} act={act} />
      {error === '' ? null : <pre role="alert">{error}</pre>}
    </section>
  );
}

interface ServerProps {
  row: ServerRow;
  hasPsql: boolean;
  disabled: boolean;
  act: (work: () => Promise<unknown>) => void;
}

function Server({ row, hasPsql, disabled, act }: ServerProps): JSX.Element {
  const { name, server, address, migration, runs, folder, startedAt, resettable } = row;
  const tool = hasPsql ? 'psql' : 'query';
  const command = `elementaldb ${tool} --name ${name}${hasPsql ? '' : " 'SELECT 1'"}`;
  const isReady = address !== '';
  return (
    <li>
      <div class="live-facts">
        <b>{name}</b>
        <span>{[server, address, migration === '' ? '' : `migration ${migration}`].filter(Boolean).join(' · ')}</span>
        <span class="quiet">
          runs {runs}
          {folder === '' ? '' : `, started in ${folder}`} at {new Date(startedAt).toLocaleString()}
        </span>
        <code>{command}</code>
      </div>
      <div class="actions">
        <CopyButton
          label={`Copy URL of ${name}`}
          disabled={disabled || !isReady}
          act={act}
          text={async () => (await postJson<{ url: string }>('servers/url', { name })).url}
        >
          Copy URL
        </CopyButton>
        <CopyButton
          label={`Copy ${tool} command of ${name}`}
          disabled={!isReady}
          act={act}
          text={() => Promise.resolve(command)}
        >
          Copy {tool}
        </CopyButton>
        {resettable ? (
          <Confirmed
            verb="Reset"
            name={name}
            consequence="All its rows are lost; the present migrations of this page are applied."
            disabled={disabled || !isReady}
            onConfirm={() => act(() => postJson('servers/reset', { name }))}
          />
        ) : null}
        <Confirmed
          verb="Stop"
          name={name}
          consequence="Its database is lost."
          disabled={disabled}
          onConfirm={() => act(() => postJson('servers/stop', { name }))}
        />
      </div>
    </li>
  );
}

interface ConfirmedProps {
  verb: string;
  name: string;
  consequence: string;
  disabled: boolean;
  onConfirm: () => void;
}

/** A button whose action cannot be undone: a second click confirms. */
function Confirmed({ verb, name, consequence, disabled, onConfirm }: ConfirmedProps): JSX.Element {
  const [asked, setAsked] = useState(false);
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => confirm.current?.focus(), [asked]);
  if (!asked) {
    return (
      <button type="button" aria-label={`${verb} ${name}`} disabled={disabled} onClick={() => setAsked(true)}>
        {verb}
      </button>
    );
  }
  const close = (isConfirmed: boolean): void => {
    setAsked(false);
    if (isConfirmed) {
      onConfirm();
    }
  };
  return (
    <span
      class="question"
      role="group"
      aria-label={`${verb} ${name}?`}
      onKeyDown={({ key }) => (key === 'Escape' ? close(false) : undefined)}
    >
      {consequence}
      <button type="button" class="danger" disabled={disabled} ref={confirm} onClick={() => close(true)}>
        {verb} {name}
      </button>
      <button type="button" onClick={() => close(false)}>
        Cancel
      </button>
    </span>
  );
}

interface StartFormProps {
  servers: readonly ServerRow[];
  defaultName: string;
  disabled: boolean;
  act: (work: () => Promise<unknown>) => void;
}

function StartForm({ servers, defaultName, disabled, act }: StartFormProps): JSX.Element {
  const [name, setName] = useState(defaultName);
  const [keep, setKeep] = useState(false);
  const isTaken = servers.some((row) => row.name === name);
  return (
    <form
      class="live-row"
      aria-label="Start a server"
      onSubmit={(event) => {
        event.preventDefault();
        act(() => postJson('servers/start', { name, keep }));
      }}
    >
      <label>
        Name{' '}
        <input required maxLength={63} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <label>
        <input type="checkbox" checked={keep} onChange={({ currentTarget }) => setKeep(currentTarget.checked)} /> Keep
        it when this page ends
      </label>
      <button disabled={disabled || isTaken}>Start</button>
      {isTaken ? <span class="quiet">A server of this name is running.</span> : null}
    </form>
  );
}
