import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { expect } from 'vitest';

import { withConnection } from '../../../src/postgres/connect.ts';
import { isObject } from '../../../src/support/json.ts';
import { eventually } from '../../servers/child.ts';
import { GOOD, MAIN, test, type Sandbox } from '../run-cli.ts';

/** Waits until neither a server nor its folder is there; its record is swept by the next command. */
export function nothingLeft(sandbox: Sandbox): Promise<void> {
  return eventually('nothing is left', () => sandbox.traces().every((trace) => trace.endsWith('.json')));
}

async function names(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT datname AS name FROM pg_database');
    return rows.map(({ name }) => name);
  });
}

/** A lease of which the test holds the input. */
export async function leased(sandbox: Sandbox): Promise<{ child: ChildProcess; url: string; said: unknown }> {
  const args = [MAIN, 'lease', '--json', '--migrations', GOOD];
  const child = spawn(process.execPath, args, {
    cwd: sandbox.folder,
    env: sandbox.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const said: unknown = JSON.parse(String(line));
  return { child, said, url: isObject(said) ? String(said['url']) : '' };
}

/** A lease of a process that a signal ends, while another lease keeps the server running. */
export function testEndedBy(signal: 'SIGTERM' | 'SIGKILL'): void {
  test(`ended by ${signal}, it leaves nothing`, async ({ sandbox }) => {
    const other = await leased(sandbox);
    const { child, url } = await leased(sandbox);
    const name = new URL(url).pathname.slice(1);
    expect(await names(other.url)).toContain(name);
    child.kill(signal);
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(signal === 'SIGTERM' ? 0 : null);
    other.child.stdin?.end();
    await once(other.child, 'exit');
    await nothingLeft(sandbox);
  });
}
