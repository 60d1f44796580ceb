import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, vi } from 'vitest';

import { start, type StartOptions } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { eventually } from '../servers/child.ts';
import { separateUrl, useSeparateServer } from '../chosen-server.ts';

const MIGRATIONS = fileURLToPath(new URL('../../fixtures/verify/down-empty/good/', import.meta.url));

export let state: string;

export let database: string;

export function options(change: Partial<StartOptions> = {}): StartOptions {
  return { server: { kind: 'existing', url: separateUrl }, migrations: MIGRATIONS, database, ...change };
}

/** Of this test, and all that could be ours. */
export async function databases(): Promise<string[]> {
  return withConnection(separateUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE $1 OR datname LIKE 'elementaldb%' ORDER BY 1`,
      [`${database.replace('_', '\\_')}%`],
    );
    return rows.map(({ name }) => name);
  });
}

export async function run(...statements: string[]): Promise<void> {
  await withConnection(separateUrl, async (client) => {
    for (const statement of statements) {
      await client.query(statement);
    }
  });
}

/** Starts, and so sweeps, and ends again. */
export async function otherRun(): Promise<void> {
  await using _other = await start(options({ database: `${database}_other` }));
}

/** Until a run has come after the end of the killed process's connections. */
export async function swept(): Promise<void> {
  await eventually('it is swept', async () => {
    await otherRun();
    return (await databases()).length === 0;
  });
}

/** Writes migrations, each an up with an empty down; returns the folder. */
export function migrations(...ups: string[]): string {
  const folder = join(state, 'migrations');
  mkdirSync(folder);
  for (const [index, up] of ups.entries()) {
    writeFileSync(join(folder, `${index + 1}_step.up.sql`), up);
    writeFileSync(join(folder, `${index + 1}_step.down.sql`), '');
  }
  return folder;
}

/** Records, and a name of a database, for each test. */
export function withOwnState(): void {
  useSeparateServer();

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'elementaldb-test-state-'));
    vi.stubEnv('ELEMENTALDB_STATE', state);
    database = `existing_${Math.random().toString(36).slice(2)}`;
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(state, { recursive: true, force: true });
  });
}
