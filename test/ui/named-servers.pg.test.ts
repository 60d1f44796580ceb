import { afterEach, beforeEach, expect, test } from 'vitest';

import { listServers, stopServer } from '../../src/commands/servers.ts';
import { startDetached } from '../../src/commands/start-detached.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import type { LiveTask } from '../../src/ui/live-state.ts';
import { MIGRATIONS, useOwnState } from '../commands/running-servers.ts';
import { Events, jsonOf, openUi, type OpenedUi } from './running-ui.ts';

useOwnState();

let opened: OpenedUi;
let events: Events;

beforeEach(async () => {
  opened = await openUi({ folders: [MIGRATIONS] });
  events = await Events.of(opened);
});

afterEach(async () => {
  events.close();
  await opened.ui.stop();
});

/** Does what a button does, and waits until it has ended. */
async function done(path: string, body: object): Promise<LiveTask> {
  const { id } = await jsonOf(opened.post(path, body));
  return events.next('task', (task) => task.id === id && task.state !== 'running');
}

test('a server is started, reset and stopped by clicks, and one that is not kept ends with the page', async () => {
  expect(await done('servers/start', { name: 'review', keep: false })).toMatchObject({ state: 'done' });
  const [row] = await events.next('servers', ([first]) => first?.address !== undefined && first.address !== '');
  expect(row).toMatchObject({ name: 'review', migration: '2', runs: 'until this page ends', resettable: true });
  const urlOf = async (name: string): Promise<string> =>
    String((await jsonOf(opened.post('servers/url', { name }))).url);
  const url = await urlOf('review');
  await withConnection(url, (client) => client.query('CREATE TABLE scratch ()'));
  // Of two clicks one acts.
  const reset = done('servers/reset', { name: 'review' });
  expect(await opened.post('servers/stop', { name: 'review' })).toMatchObject({ status: 400 });
  expect(await reset).toMatchObject({ state: 'done' });
  const { rows } = await withConnection(await urlOf('review'), (client) =>
    client.query("SELECT to_regclass('scratch') IS NULL AS gone"),
  );
  expect(rows).toEqual([{ gone: true }]);
  expect(new URL(await urlOf('review')).port).toBe(new URL(url).port);
  expect(await done('servers/stop', { name: 'review' })).toMatchObject({ state: 'done' });
  expect((await listServers()).map(({ name }) => name)).not.toContain('review');

  expect(await done('servers/start', { name: 'here', keep: false })).toMatchObject({ state: 'done' });
  expect(await done('servers/start', { name: 'kept', keep: true })).toMatchObject({ state: 'done' });
  expect(await done('servers/start', { name: 'here', keep: false })).toMatchObject({
    state: 'failed',
    lines: [
      expect.stringContaining('error: a server named "here" is already running'),
      expect.stringMatching(/^fix: /),
    ],
  });
  await opened.ui.stop();
  expect((await listServers()).map(({ name }) => name)).toContain('kept');
  expect((await listServers()).map(({ name }) => name)).not.toContain('here');
  await stopServer('kept');
  // No event has a password.
  expect(JSON.stringify(events.all)).not.toContain(new URL(url).password);
});

test('a page that ends while servers start leaves none of them', async () => {
  for (const [name, keep] of [
    ['early', false],
    ['early-kept', true],
  ] as const) {
    expect(await opened.post('servers/start', { name, keep })).toMatchObject({ status: 200 });
  }
  await opened.ui.stop();
  expect((await listServers()).filter(({ name }) => name.startsWith('early'))).toEqual([]);
});

test('what runs with other options than the page has is not reset', async () => {
  const started = await startDetached({ migrations: MIGRATIONS, name: 'tuned', settings: { work_mem: '8MB' } });
  expect(await done('servers/reset', { name: 'tuned' })).toMatchObject({
    state: 'failed',
    lines: [
      'error: "tuned" runs with other options than this page has',
      '  --set: runs with work_mem=8MB, wanted none',
      expect.stringMatching(/^fix: /),
    ],
  });
  expect((await listServers()).map(({ name }) => name)).toContain('tuned');
  await started.undo();
});

test('only what was started from this folder is reset', async () => {
  const started = await startDetached({ migrations: MIGRATIONS, name: 'other' });
  const other = await openUi({ folders: [MIGRATIONS], folder: '/elsewhere' });
  const headers = { Authorization: `Bearer ${other.token}` };
  expect(await jsonOf(fetch(`${other.base}facts.json`, { headers }))).toMatchObject({ defaultName: 'review' });
  const answer = await jsonOf(other.post('servers/reset', { name: 'other' }));
  const seen = await Events.of(other);
  const task = await seen.next('task', ({ id, state }) => id === answer['id'] && state !== 'running');
  expect(task).toMatchObject({
    state: 'failed',
    lines: [expect.stringContaining('"other" was not started here'), expect.any(String)],
  });
  seen.close();
  await other.ui.stop();
  expect((await listServers()).map(({ name }) => name)).toContain('other');
  await started.undo();
});
