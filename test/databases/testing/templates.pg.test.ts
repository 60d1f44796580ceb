import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Client } from 'pg';
import { expect, test, vi } from 'vitest';

import { openCluster, type Cluster } from '../../../src/databases/pool/cluster.ts';
import { defineTemplate, type TemplateBuilder } from '../../../src/databases/templates/define-template.ts';
import { ensureTemplate } from '../../../src/databases/templates/ensure-template.ts';
import type { Layer } from '../../../src/databases/templates/layer.ts';
import { closeTestDatabases } from '../../../src/databases/testing/pools.ts';
import { testDatabase } from '../../../src/databases/testing/open-test-database.ts';
import { withConnection } from '../../../src/postgres/connect.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { own, templates } from './template-builders.ts';

own.startForFile();

const MIGRATIONS = fileURLToPath(new URL('../../../fixtures/verify/down-empty/good/', import.meta.url));

const stamp = ({ sql }: TemplateBuilder): Promise<unknown> => sql`CREATE TABLE stamp AS SELECT now() AS at`;

test.each<[string, string, (builder: TemplateBuilder) => Promise<unknown>]>([
  [
    'TEMPLATE_IN_TRANSACTION',
    'leaves a transaction open',
    ({ client }) => client.query('BEGIN; CREATE TABLE a (b int)'),
  ],
  [
    'TEMPLATE_IN_TRANSACTION',
    'leaves a transaction open',
    async ({ client }) => {
      await client.query('BEGIN');
      await client.query('SELECT 1/0').catch(() => 0);
    },
  ],
  ['TEMPLATE_FAILED', 'the template "wrong" cannot be built: division by zero', ({ sql }) => sql`SELECT 1/0`],
  ['TEMPLATE_FAILED', 'the template "wrong" cannot be built: not today', () => Promise.reject(new Error('not today'))],
])('a builder is refused: %s', async (code, message, build) => {
  const before = await templates();
  const template = defineTemplate('wrong', build, { from: 'empty', inputs: message });
  await expect(testDatabase({ on: own.server.description, template })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
  expect((await templates()).filter((name) => !before.includes(name))).toEqual([]);
});

test('a template that defineTemplate has not made is refused', async () => {
  const choice: unknown = { on: own.server.description, migrations: MIGRATIONS, template: { name: 'x' } };
  await expect(Reflect.apply(testDatabase, undefined, [choice])).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'template',
  });
});

test('a template that goes while somebody looks for it is recreated', async () => {
  const layer: Layer = {
    label: 'going',
    key: 'going',
    parent: undefined,
    build: () => Promise.resolve(),
  };
  const cluster = await openCluster(own.server.description);
  const { name } = await ensureTemplate(cluster, layer);
  await cluster.end();
  const other = await openCluster(own.server.description);
  let asked = 0;
  const goes = async (client: Client): Promise<void> => {
    asked += 1;
    if (asked === 1) {
      await client.query(`ALTER DATABASE ${name} IS_TEMPLATE false`);
      await client.query(`DROP DATABASE ${name}`);
    }
  };
  // As if another dropped it after the first answer.
  const looking: Cluster = {
    ...other,
    withLeaseSession: (work) =>
      other.withLeaseSession((client) =>
        work(
          new Proxy(client, {
            get: (target, property) =>
              property === 'query'
                ? async (text: string, values: unknown[]): Promise<unknown> => {
                    const result = await target.query(text, values);
                    await goes(target);
                    return result;
                  }
                : Reflect.get(target, property),
          }),
        ),
      ),
  };
  expect(await ensureTemplate(looking, layer)).toMatchObject({ name });
  expect(await templates()).toContain(name);
  await other.end();
});

test.each(['empty', 'migrated'] as const)('in a copy of %s everybody may make temporary tables', async (template) => {
  await using db = await testDatabase({ on: own.server.description, template, migrations: MIGRATIONS });
  expect(
    await db.sql`SELECT has_database_privilege('pg_monitor', current_database(), 'TEMPORARY') AS temporary,
                        datacl::text AS acl FROM pg_database WHERE datname = current_database()`,
  ).toEqual([{ temporary: true, acl: null }]);
});

test('a builder that fails leaves nothing, and is asked again the next time', async () => {
  await closeTestDatabases(); // What was given back has got its new name.
  const before = await own.databases();
  let runs = 0;
  const template = defineTemplate(
    'fails once',
    async ({ sql }: TemplateBuilder) => {
      await sql`CREATE TABLE half ()`;
      runs += 1;
      if (runs === 1) {
        throw new Error('not today');
      }
    },
    { from: 'empty' },
  );
  await expect(testDatabase({ on: own.server.description, template })).rejects.toThrow('not today');
  expect(await own.databases()).toEqual(before);
  await using db = await testDatabase({ on: own.server.description, template });
  expect(await db.sql`SELECT to_regclass('half')::text AS half`).toEqual([{ half: 'half' }]);
  expect(runs).toBe(2);
});

test('layers: empty, migrated, and ones of our own on top of each other', async () => {
  const on = own.server.description;
  await using empty = await testDatabase({ on, template: 'empty' });
  expect(await empty.sql`SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace`).toEqual([
    { n: 0 },
  ]);
  await using migrated = await testDatabase({ on, template: 'migrated', migrations: MIGRATIONS });
  expect(await migrated.sql`SELECT version::int, dirty FROM schema_migrations`).toEqual([{ version: 2, dirty: false }]);
  const one = defineTemplate('one', ({ sql }) => sql`CREATE TABLE one AS SELECT 1 AS n`, { from: 'migrated' });
  const two = defineTemplate('two', ({ sql }) => sql`CREATE TABLE two AS SELECT n + 1 AS n FROM one`, { from: one });
  await using layered = await testDatabase({ on, template: two, migrations: MIGRATIONS });
  expect(await layered.sql`SELECT n FROM two WHERE EXISTS (SELECT FROM schema_migrations)`).toEqual([{ n: 2 }]);
});

test('the client data are the last layer where there are any, and the template unless another is named', async () => {
  const on = own.server.description;
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-'));
  try {
    writeFileSync(join(folder, '1_site.up.sql'), 'CREATE TABLE site (name text)');
    writeFileSync(join(folder, '1_site.down.sql'), 'DROP TABLE site');
    const clientData = join(folder, 'data.sql');
    writeFileSync(clientData, `INSERT INTO site VALUES ('depot');`);
    await using all = await testDatabase({ on, migrations: folder, clientData });
    expect(await all.sql`SELECT name FROM site`).toEqual([{ name: 'depot' }]);
    await using without = await testDatabase({ on, migrations: folder, clientData, template: 'migrated' });
    expect(await without.sql`SELECT name FROM site`).toEqual([]);
    await expect(testDatabase({ on, migrations: folder, template: 'client-data' })).rejects.toMatchObject({
      code: 'NO_CLIENT_DATA',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a change of a migration, or of an input of a template, makes another template', async () => {
  const on = own.server.description;
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-'));
  const nameIn = async (inputs: unknown): Promise<unknown> => {
    const file = join(folder, 'names.txt');
    const template = defineTemplate('stamped', stamp, { from: 'migrated', files: [file], inputs });
    await using db = await testDatabase({ on, migrations: folder, template });
    const rows = await db.sql<{ at: Date }>`SELECT at FROM stamp`;
    await closeTestDatabases();
    return rows[0]?.at.toISOString();
  };
  try {
    writeFileSync(join(folder, 'names.txt'), 'a');
    writeFileSync(join(folder, '1_site.up.sql'), 'CREATE TABLE site (name text)');
    writeFileSync(join(folder, '1_site.down.sql'), 'DROP TABLE site');
    const first = await nameIn({ seed: 1 });
    expect(await nameIn({ seed: 1 })).toBe(first);
    const seeded = await nameIn({ seed: 2 });
    expect(seeded).not.toBe(first);
    writeFileSync(join(folder, 'names.txt'), 'b');
    const otherFile = await nameIn({ seed: 2 });
    expect(otherFile).not.toBe(seeded);
    writeFileSync(join(folder, '1_site.up.sql'), 'CREATE TABLE site (name text, area real)');
    expect(await nameIn({ seed: 2 })).not.toBe(otherFile);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('settings and privileges of the database itself are copied too', async () => {
  const template = defineTemplate(
    'settings',
    async ({ client, sql }) => {
      const [row] = await sql<{ name: string }>`SELECT current_database() AS name`;
      await client.query(
        `ALTER DATABASE "${row?.name}" SET search_path = energy, public; REVOKE ALL ON DATABASE "${row?.name}" FROM PUBLIC`,
      );
    },
    { from: 'empty' },
  );
  await using db = await testDatabase({ on: own.server.description, template });
  expect(await db.sql`SHOW search_path`).toEqual([{ search_path: 'energy, public' }]);
  const acl = await withConnection(own.server.description.url, (client) =>
    client.query('SELECT datacl::text AS acl FROM pg_database WHERE datname = $1', [db.name]),
  );
  expect(acl.rows[0].acl).not.toContain('{=');
});

test('a template that a server had when it started has the file with which copies are entered quickly', async () => {
  const { description } = own.server;
  await withConnection(description.url, async (client) => {
    const warm = async (name: string): Promise<unknown> => {
      const { rows } = await client.query(
        `SELECT (pg_stat_file('base/' || oid || '/pg_internal.init', true)).size > 0 AS warm,
                datallowconn, datistemplate, shobj_description(oid, 'pg_database') LIKE '%"use":"template"%' AS marked
           FROM pg_database WHERE datname = $1`,
        [name],
      );
      return rows;
    };
    const layer: Layer = { label: 'cold', key: 'cold', parent: undefined, build: () => Promise.resolve() };
    const cluster = await openCluster(description);
    const { name } = await ensureTemplate(cluster, layer);
    await cluster.end();
    // As a server does when it starts.
    const { rows } = await client.query<{ file: string }>(
      `SELECT current_setting('data_directory') || '/base/' || oid || '/pg_internal.init' AS file
         FROM pg_database WHERE datname = $1`,
      [name],
    );
    rmSync(rows[0]?.file ?? '');
    expect(await warm(name)).toMatchObject([{ warm: null }]);
    const others = await Promise.all(Array.from({ length: 8 }, () => openCluster(description)));
    await Promise.all(others.map((other) => ensureTemplate(other, layer)));
    expect(await warm(name)).toEqual([{ warm: true, datallowconn: false, datistemplate: true, marked: true }]);
    await Promise.all(others.map((other) => other.end()));
  });
});

test('what the migrations make beside the database is named: no copy has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-not-copied-'));
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    const subscription = `CREATE SUBSCRIPTION feed CONNECTION 'host=nowhere' PUBLICATION all_tables WITH (connect = false);`;
    writeFileSync(join(folder, '1_feed.up.sql'), subscription);
    writeFileSync(join(folder, '1_feed.down.sql'), 'DROP SUBSCRIPTION feed;');
    await using db = await testDatabase({ migrations: folder });
    const copied =
      await db.sql`SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid WHERE datname = ${db.name}`;
    expect(copied).toEqual([]);
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('the subscription feed'),
      expect.objectContaining({ code: 'NOT_COPIED' }),
    );
  } finally {
    warn.mockRestore();
    await closeTestDatabases();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what was skipped in the client data, or is stale after them, is a warning', async () => {
  const view = `CREATE TABLE t (n int); CREATE MATERIALIZED VIEW inverse AS SELECT 1 / n AS n FROM t;`;
  await using folder = await migrationsFolder({
    '1_t.up.sql': `${view} -- ${randomUUID()}`,
    '1_t.down.sql': 'DROP TABLE t CASCADE',
    '999999_client_data.up.sql': 'INSERT INTO public.t VALUES (0);',
  });
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    await using db = await testDatabase({ migrations: folder.path });
    expect(await db.sql`SELECT n FROM t`).toEqual([{ n: 0 }]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/999999_client_data\.up\.sql: the materialized view "public"\."inverse" is stale/),
      { type: 'elementaldb', code: 'CLIENT_DATA_NOTE' },
    );
  } finally {
    warn.mockRestore();
    await closeTestDatabases();
  }
});
