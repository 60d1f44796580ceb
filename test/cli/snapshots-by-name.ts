import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

import { findPgPrograms } from '../../src/databases/dumps/pg-programs.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { GOOD, jsonOf, makeSandbox, type Said, type Sandbox } from './run-cli.ts';

/** A folder with pg_dump, pg_restore and the server of the same version; undefined where none is installed. */
async function installedPostgres(): Promise<string | undefined> {
  const found = await findPgPrograms(15).catch(() => []);
  return found.map(({ folder }) => folder).find((folder) => existsSync(join(folder, 'initdb')));
}

export const installed = await installedPostgres();

export const WITHOUT_PROGRAMS = 'no pg_dump is installed beside its server (Debian: apt-get install postgresql)';

export let sandbox: Sandbox;

let dispose: () => Promise<void>;

export async function start(name: string, ...options: string[]): Promise<string> {
  const said = await sandbox.run(['start', '--detach', '--json', '--migrations', GOOD, '--name', name, ...options]);
  return String(jsonOf(said)['url']);
}

export function snapshot(...args: string[]): Promise<Said> {
  return sandbox.runHere(['snapshot', ...args]);
}

export function named(command: string, ...args: string[]): Promise<Said> {
  return snapshot(command, ...args, '--name', 'meters');
}

export async function meters(url: string): Promise<number> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM meter');
    return rows[0]?.n ?? -1;
  });
}

export async function clear(url: string): Promise<void> {
  await withConnection(url, (client) => client.query('TRUNCATE meter CASCADE'));
}

/** A sandbox for the tests of the file. */
export function useSandbox(): void {
  beforeAll(() => {
    ({ sandbox, dispose } = makeSandbox());
  });

  afterAll(() => dispose());
}
