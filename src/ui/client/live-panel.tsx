import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { SeedFacts, UiFacts } from '../live-state.ts';
import { useLive, type LiveStore } from './live-store.ts';
import { getJson } from './request.ts';
import { SeedForm } from './seed-form.tsx';
import { ServerList } from './server-list.tsx';
import { TaskList } from './task-list.tsx';
import { TrialList } from './trial-list.tsx';

/** The view "Live": the trials of the present run, servers, and the form of a world. */
export function LivePanel({ store }: { store: LiveStore }): JSX.Element {
  const live = useLive(store);
  const [facts, setFacts] = useState<UiFacts>();
  const [worlds, setWorlds] = useState<SeedFacts>();
  const [failed, setFailed] = useState('');
  useEffect(() => {
    const fail = ({ message }: Error): void => setFailed(message);
    getJson<UiFacts>('facts.json').then(setFacts, fail);
    // A file of datasets may have a fault: the servers are shown all the same.
    getJson<SeedFacts>('worlds.json').then(setWorlds, fail);
  }, []);
  return (
    <>
      <TaskList tasks={live.tasks} />
      {failed === '' ? null : <pre role="alert">{failed}</pre>}
      {facts === undefined ? null : <ServerList servers={live.servers} facts={facts} disabled={!live.connected} />}
      {facts === undefined || worlds === undefined ? null : (
        <SeedForm facts={worlds} defaultName={facts.defaultName} servers={live.servers} disabled={!live.connected} />
      )}
      <TrialList trials={live.trials} running={live.check?.phase === 'running'} />
    </>
  );
}
