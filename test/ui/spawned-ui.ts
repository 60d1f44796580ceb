import { expect } from 'vitest';

import type { Running } from '../cli/run-cli.ts';
import { Events, jsonOf } from './running-ui.ts';

/** What a request to a printed address needs. */
export function openedOf({ said }: Running): { base: string; token: string } {
  const { origin, pathname, searchParams } = new URL(/http:\S+/.exec(said.stdout)?.[0] ?? '');
  return { base: `${origin}${pathname}`, token: searchParams.get('token') ?? '' };
}

/** Starts a server by a click, and waits until it runs. */
export async function startServer(opened: { base: string; token: string }, name: string): Promise<void> {
  const answer = await fetch(`${opened.base}servers/start`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${opened.token}`, 'Content-Type': 'application/json', 'X-Elementaldb': 'test' },
    body: JSON.stringify({ name, keep: false }),
  });
  const { id } = await jsonOf(answer);
  const events = await Events.of(opened);
  expect(await events.next('task', (task) => task.id === id && task.state !== 'running')).toMatchObject({
    state: 'done',
  });
  events.close();
}
