import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { createDatabase } from '../../src/databases/create-database.ts';
import { start, type StartOptions } from '../../src/databases/start.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import { scratchDatabase } from '../database.ts';
import { eventually } from '../servers/child.ts';
import { database, options, databases, run, otherRun, swept, migrations, withOwnState } from './existing-server.ts';
import { separateUrl } from '../chosen-server.ts';

const CHILD = fileURLToPath(new URL('migrate-and-wait.ts', import.meta.url));

async function commentOf(name: string): Promise<string> {
  return withConnection(separateUrl, async (client) => {
    const { rows } = await client.query<{ comment: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
      [name],
    );
    return rows[0]?.comment ?? '';
  });
}

function childWith(change: Partial<StartOptions> = {}): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), CHILD, JSON.stringify(options(change))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

withOwnState();

test('the next run drops what a killed process left, and nothing of a living one', async () => {
  const child = childWith();
  await once(child.stdout, 'data');
  expect(await databases()).toContain(database);
  {
    await using _another = await start(options({ database: `${database}_b` }));
    expect(await databases()).toContain(database);
  }
  await kill(child);
  await eventually('the next run has dropped it', async () => {
    await using _another = await start(options({ database: `${database}_c` }));
    return !(await databases()).includes(database);
  });
});

test('a detached database outlives its process and every sweep', async () => {
  const migrated = await start(options({ detached: true }));
  {
    await using _another = await start(options({ database: `${database}_b` }));
    expect(await databases()).toContain(database);
  }
  await using server = (await startServer({ server: { kind: 'existing', url: separateUrl } })).server;
  await expect(createDatabase(server, database)).rejects.toMatchObject({ code: 'DATABASE_EXISTS' });
  await migrated.stop();
  expect(await databases()).not.toContain(database);
});

describe('a database counts as ours by OID and cluster, not by its comment alone', () => {
  test.each([
    ['of a restored backup, copied', (ownership: string) => ownership],
    ['of before, with less in it', () => '{"madeBy":"elementaldb","leaseIn":"postgres","detached":false}'],
  ])('one with an ownership comment %s, stays', async (_, comment) => {
    const copy = `${database}_copy`;
    {
      await using _original = await start(options());
      const ownership = comment(await commentOf(database));
      await run(`CREATE DATABASE ${copy}`, `COMMENT ON DATABASE ${copy} IS '${ownership}'`);
    }
    await otherRun();
    expect(await databases()).toEqual([copy]);
    await run(`DROP DATABASE ${copy}`);
  });

  test('one restored under the very name stays', async () => {
    const child = childWith();
    await once(child.stdout, 'data');
    const ownership = await commentOf(database);
    await kill(child);
    await run(
      `DROP DATABASE ${database} WITH (FORCE)`,
      `CREATE DATABASE ${database}`,
      `COMMENT ON DATABASE ${database} IS '${ownership}'`,
    );
    await otherRun();
    expect(await databases()).toEqual([database]);
    await run(`DROP DATABASE ${database}`);
  });

  test('one that was renamed, to be kept, stays', async () => {
    const child = childWith();
    await once(child.stdout, 'data');
    await kill(child);
    const kept = `${database}_kept`;
    await run(`ALTER DATABASE ${database} RENAME TO ${kept}`);
    await otherRun();
    expect(await databases()).toEqual([kept]);
    await run(`DROP DATABASE ${kept}`);
  });

  test('a migration may comment on it, if that is allowed: it is swept all the same', async () => {
    const child = childWith({
      allowClusterWide: true,
      migrations: migrations(`COMMENT ON DATABASE ${database} IS 'x';`),
    });
    await once(child.stdout, 'data');
    await kill(child);
    await swept();
    expect(await databases()).toEqual([]);
  });
});

describe('a process that is killed', () => {
  test.each([[false], [true]])(
    'in the middle of a migration (detached: %s) leaves what the next run sweeps',
    async (detached) => {
      const child = childWith({ detached, migrations: migrations('SELECT pg_sleep(600);') });
      await eventually('it is being migrated', async () => (await databases()).includes(database));
      await kill(child);
      await swept();
      expect(await databases()).toEqual([]);
    },
  );

  test('leftovers are swept even if the next run names another maintenance database', async () => {
    await using maintenance = await scratchDatabase('test', separateUrl);
    const child = childWith({ server: { kind: 'existing', url: maintenance.url } });
    await once(child.stdout, 'data');
    await otherRun();
    expect(await databases()).toEqual([database]);
    await kill(child);
    await swept();
    expect(await databases()).toEqual([]);
  });
});
