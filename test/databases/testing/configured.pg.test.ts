import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { withConfiguration, withRunOptions } from '../../../src/databases/testing/configured.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { readDatabaseOptions } from '../../../src/databases/testing/options.ts';
import { runEnvironment } from '../../../src/databases/testing/run-options.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { readRecords } from '../../../src/servers/registry.ts';
import { endServer } from '../../../src/servers/sweep.ts';
import { childWith, killed } from './child.ts';
import { state, useOwnState } from './shared-by-processes.ts';

useOwnState();

/** A project with a migration and a configuration, and a folder of tests in it. */
function project(configuration: string): string {
  const tests = join(state, 'project', 'tests');
  for (const [path, text] of Object.entries({
    'elementaldb.config.json': configuration,
    'db/000001_site.up.sql': 'CREATE TABLE site (name text);',
    'db/000001_site.down.sql': 'DROP TABLE site;',
    'production.sql': 'CREATE SCHEMA production;',
  })) {
    const file = join(state, 'project', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  mkdirSync(tests);
  return tests;
}

test('testDatabase takes its files, settings and user from the configuration file above the current folder', async () => {
  const settings = { scram_iterations: '4096', jit: false };
  const configuration = { migrations: 'db', prelude: 'production.sql', user: 'owner', settings };
  const child = childWith({ folder: project(JSON.stringify(configuration)) });
  try {
    const { url } = (await child.database) ?? { url: '' };
    expect(child.stderr()).toBe('');
    const found = await withConnection(url, async (client) => {
      const { rows } = await client.query({
        text: `SELECT current_user::text, to_regclass('site')::text, to_regnamespace('production')::text,
                      current_setting('scram_iterations'), current_setting('jit')`,
        rowMode: 'array',
      });
      return rows;
    });
    expect(found).toEqual([['owner', 'site', 'production', '4096', 'off']]);
  } finally {
    await killed(child);
    await Promise.all(readRecords(state).map((record) => endServer(state, record)));
  }
});

describe('the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('chooses too, and is read again once it has changed', async () => {
    vi.stubEnv('ELEMENTALDB_POSTGRES', '17');
    vi.stubEnv('ELEMENTALDB_SERVER', 'docker');
    expect(await withConfiguration({})).toMatchObject({ major: 17, server: { kind: 'docker' } });
    vi.stubEnv('ELEMENTALDB_POSTGRES', '16');
    expect(await withConfiguration({ major: undefined })).toMatchObject({ major: 16 });
    // What a call says wins.
    expect(await withConfiguration({ major: 18 })).toMatchObject({ major: 18 });
  });

  test('does not choose what fits only another kind of server than the one in the call', async () => {
    vi.stubEnv('ELEMENTALDB_POSTGRES', '17');
    vi.stubEnv('ELEMENTALDB_USER', 'owner');
    const server = { kind: 'existing', url: 'postgresql://localhost/postgres' } as const;
    for (const { major, user } of [await withConfiguration({ server }), await withRunOptions({ server })]) {
      expect([major, user]).toEqual([undefined, undefined]);
    }
    expect(await withConfiguration({ server: { kind: 'embedded' } })).toMatchObject({ major: 17, user: 'owner' });
  });

  test('fails testDatabase where a value is invalid', async () => {
    vi.stubEnv('ELEMENTALDB_POSTGRES', 'newest');
    await expect(testDatabase()).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      message: expect.stringContaining('the environment: ELEMENTALDB_POSTGRES'),
    });
  });

  test('names the server of a run, whose options go before the configuration', async () => {
    vi.stubEnv('ELEMENTALDB_SERVER', 'docker');
    vi.stubEnv('ELEMENTALDB_USER', 'owner');
    const on = {
      kind: 'embedded',
      url: 'postgresql://localhost/postgres',
      socketFolder: null,
      apart: '',
      claim: '',
    } as const;
    for (const [name, value] of Object.entries(
      runEnvironment(on, { migrations: 'db', server: { kind: 'docker' }, to: 12n, template: 'empty' }),
    )) {
      vi.stubEnv(name, value);
    }
    expect(readDatabaseOptions(await withRunOptions({}))).toMatchObject({
      source: { files: { to: '12' }, template: 'empty' },
    });
    expect(readDatabaseOptions(await withRunOptions({ to: 3 }))).toMatchObject({
      on,
      source: { files: { migrations: resolve('db'), to: '3' } },
      server: { kind: 'shared', options: { server: undefined, user: undefined } },
    });
    // The configuration does not choose another server than the call.
    const { server, user } = await withRunOptions({ on });
    expect([server, user]).toEqual([undefined, 'owner']);
  });
});
