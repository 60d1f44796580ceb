import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, inject, test } from 'vitest';

import { findServer, stopServer } from '../../src/commands/servers.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { readRecords } from '../../src/servers/registry.ts';
import { MIGRATIONS, state, useOwnState } from './running-servers.ts';

const CHILD = fileURLToPath(new URL('../databases/migrate-and-wait.ts', import.meta.url));

useOwnState();

test.each(['embedded', 'existing'] as const)(
  'a %s server of a program that knows nothing of SIGTERM is stopped, with all it has made',
  async (kind) => {
    const database = `stopped_${Math.random().toString(36).slice(2)}`;
    const server = kind === 'existing' ? { kind, url: inject('serverUrl') } : { kind };
    const child = spawn(
      process.execPath,
      [
        '--import',
        import.meta.resolve('tsx'),
        CHILD,
        JSON.stringify({ server, migrations: MIGRATIONS, database, name: 'library' }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    const { details } = await findServer('library');
    expect(details).toMatchObject({ server: kind, database });

    expect(await stopServer('library')).toMatchObject({ name: 'library' });
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(readRecords(state)).toEqual([]);
    await expect(withConnection(details.url, () => Promise.resolve())).rejects.toMatchObject({
      code: 'CANNOT_CONNECT',
    });
  },
);
