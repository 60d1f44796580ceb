import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, inject, test, type TestContext } from 'vitest';

import { diff } from '../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../src/catalog/diff/format-diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../src/catalog/snapshot/describe-schema.ts';
import { buildMigratedImage } from '../../src/commands/build-migrated-image.ts';
import { start } from '../../src/databases/start.ts';
import { migrateUp } from '../../src/migrations/runner/migrate.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { unchangedSize } from '../../src/servers/docker/build-image.ts';
import { openEngine } from '../../src/servers/docker/engine.ts';
import { PASSWORD, runImage } from '../docker/run-image.ts';
import { golangMigrate, type GolangMigrate } from '../migrations/runner/golang-migrate.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const MIGRATIONS = join(REPOSITORY, 'migrations');

/** The version that the image is built at, and the one that golang-migrate brings it to. */
const BUILT_AT = 28;

const base = inject('images').at(-1) ?? '';
const TAG = `elementaldb-test/image-${process.pid}:built`;
const SEEDED = `elementaldb-test/image-${process.pid}:seeded`;
const PLAIN = `elementaldb-test/image-${process.pid}:plain`;

let scratch: string;
let reference: CatalogSnapshot;
let head: string;

function snapshotOf(url: string): Promise<CatalogSnapshot> {
  return withConnection(url, (client) => describeSchema(client));
}

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  return withConnection(url, async (client) => (await client.query<T>(sql)).rows);
}

async function exists(image: string): Promise<boolean> {
  const { api } = await openEngine();
  return (await api.listImages()).some(({ RepoTags }) => RepoTags?.includes(image));
}

describe.skipIf(inject('withoutContainers') !== '')('an image', () => {
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'elementaldb-test-image-'));
    for (const name of await readdir(MIGRATIONS)) {
      if (Number.parseInt(name, 10) <= BUILT_AT) {
        await cp(join(MIGRATIONS, name), join(scratch, name));
      }
    }
    await writeFile(join(scratch, '999999_client_data.up.sql'), "INSERT INTO client_info.clients VALUES ('secret');");
    await using migrated = await start({
      server: { kind: 'docker' },
      image: base,
      migrations: MIGRATIONS,
      database: 'elementaldb',
      clientData: 'none',
    });
    reference = await snapshotOf(migrated.url);
    head = String(migrated.content.version);
    const built = await buildMigratedImage({ migrations: scratch, database: 'elementaldb', base, tag: TAG });
    expect(built).toMatchObject({ tag: TAG, version: BigInt(BUILT_AT), clientData: { included: false } });
  });

  afterAll(async () => {
    const { api } = await openEngine();
    for (const image of [TAG, SEEDED, PLAIN]) {
      await api
        .getImage(image)
        .remove({ force: true })
        .catch(() => undefined);
    }
    await rm(scratch, { recursive: true, force: true });
  });

  test('at version N is taken to head by golang-migrate, down by it, up by us: equal to the test database', async ({
    skip,
  }) => {
    const migrate = await realMigrate(skip);
    await using running = await runImage(TAG);
    expect(await query(running.url, 'SELECT * FROM schema_migrations')).toEqual([
      { version: String(BUILT_AT), dirty: false },
    ]);
    expect(await migrate(MIGRATIONS, running.url, 'up')).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining(`${head}/u`),
    });
    expect(await migrate(MIGRATIONS, running.url, 'down', '1')).toMatchObject({ exitCode: 0 });
    expect(diff(reference, await snapshotOf(running.url)).grade).toBe('different');
    expect(await migrateUp(running.url, { folder: MIGRATIONS })).toMatchObject({ to: BigInt(head) });
    const found = diff(reference, await snapshotOf(running.url));
    expect(formatDiff(found)).toEqual(formatDiff(diff(reference, reference)));
    expect(found.grade).toBe('equal');
  });

  test('is healthy when it is migrated, not while it is dirty', async () => {
    await using running = await runImage(TAG);
    await expect.poll(() => running.health(), { timeout: 20_000 }).toBe('healthy');
    await query(running.url, 'UPDATE schema_migrations SET dirty = true');
    await expect.poll(() => running.health(), { timeout: 20_000 }).toBe('unhealthy');
  });

  test('holds the synthetic world that it was asked to hold', async () => {
    const world = { clients: 1, sites: 2, seed: 7, datasets: ['sites'] };
    await buildMigratedImage({
      migrations: MIGRATIONS,
      clientData: 'none',
      database: 'elementaldb',
      base,
      tag: SEEDED,
      world,
    });
    await using running = await runImage(SEEDED);
    expect(await query(running.url, 'SELECT count(*)::int AS sites FROM client_info.site_info')).toEqual([
      { sites: 2 },
    ]);
  });

  test('takes user, password and name of the database at the first start, and keeps its data after that', async () => {
    await using running = await runImage(TAG, {
      environment: { POSTGRES_PASSWORD: PASSWORD, POSTGRES_USER: 'a "user"', POSTGRES_DB: 'a "name"' },
      user: encodeURIComponent('a "user"'),
      database: encodeURIComponent('a "name"'),
    });
    expect(
      await query(
        running.url,
        `SELECT current_user AS me, rolsuper AS super, (SELECT rolpassword IS NULL AND NOT rolcanlogin FROM pg_authid WHERE rolname = 'python') AS closed,
                (SELECT count(*)::int FROM pg_database WHERE datname = 'elementaldb') AS before
           FROM pg_roles WHERE rolname = current_user`,
      ),
    ).toEqual([{ me: 'a "user"', super: true, closed: true, before: 0 }]);
    await query(running.url, "INSERT INTO client_info.clients (client_id, name) VALUES ('kept', 'Kept Ltd')");
    await running.restart();
    await running.killAndStart();
    expect(await query(running.url, 'SELECT client_id FROM client_info.clients')).toEqual([{ client_id: 'kept' }]);
    await expect.poll(() => running.health(), { timeout: 20_000 }).toBe('healthy');
  });

  test('of migrations that make the role python lets another superuser in, and that role when it is asked for', async () => {
    const folder = await mkdtemp(join(scratch, 'role-'));
    await writeFile(join(folder, '1_role.up.sql'), 'CREATE USER python');
    const options = { migrations: folder, database: 'elementaldb', base, tag: PLAIN };
    const me = 'SELECT current_user AS name, rolsuper AS super FROM pg_roles WHERE rolname = current_user';
    expect(await buildMigratedImage(options)).toMatchObject({ user: 'elementaldb' });
    {
      await using running = await runImage(PLAIN, { user: 'elementaldb' });
      expect(await query(running.url, me)).toEqual([{ name: 'elementaldb', super: true }]);
    }
    {
      const environment = { POSTGRES_PASSWORD: PASSWORD, POSTGRES_USER: 'python' };
      await using running = await runImage(PLAIN, { environment });
      expect(await query(running.url, me)).toEqual([{ name: 'python', super: false }]);
    }
    expect(await buildMigratedImage({ ...options, user: 'python' })).toMatchObject({ user: 'python' });
    await using running = await runImage(PLAIN);
    expect(await query(running.url, me)).toEqual([{ name: 'python', super: false }]);
    await expect.poll(() => running.health(), { timeout: 20_000 }).toBe('healthy');
  });

  test('requires a password with a clear error, and starts without one where access is open', async () => {
    await using closed = await runImage(TAG, { environment: {}, wait: false });
    await expect.poll(() => closed.log()).toContain('POSTGRES_PASSWORD');
    await using open = await runImage(TAG, { environment: { POSTGRES_HOST_AUTH_METHOD: 'trust' } });
    expect(await query(open.url, 'SELECT dirty FROM schema_migrations')).toEqual([{ dirty: false }]);
  });

  test('keeps the name of its database where another user is named', async () => {
    await using running = await runImage(TAG, {
      environment: { POSTGRES_PASSWORD: PASSWORD, POSTGRES_USER: 'other' },
      user: 'other',
    });
    expect(await query(running.url, 'SELECT current_database()::text AS name')).toEqual([{ name: 'elementaldb' }]);
  });

  test('can be named postgres, as Testcontainers for Go names it', async () => {
    await using running = await runImage(TAG, {
      environment: { POSTGRES_PASSWORD: PASSWORD, POSTGRES_USER: 'postgres', POSTGRES_DB: 'postgres' },
      user: 'postgres',
      database: 'postgres',
    });
    expect(await query(running.url, 'SELECT dirty FROM schema_migrations')).toEqual([{ dirty: false }]);
  });

  test.each(['--version', '--help'])('needs no password for postgres %s', async (option) => {
    await using running = await runImage(TAG, { environment: {}, wait: false, command: ['postgres', option] });
    await expect.poll(() => running.log(), { timeout: 20_000 }).toMatch(/^postgres/);
  });

  test('prints twice at its first start, as its base does, that it is ready', async () => {
    await using running = await runImage(TAG);
    const times = async () => (await running.log()).match(/database system is ready to accept connections/g)?.length;
    expect(await times()).toBe(2);
    await running.restart();
    expect(await times()).toBe(3);
  });

  test('starts on a volume whose first starts were killed', async () => {
    const { api } = await openEngine();
    const volume = `elementaldb-test-${process.pid}`;
    try {
      for (const program of ['tar', 'find']) {
        // The program does its work; then there is time to kill the container.
        const stuck = `#!/bin/sh\n$(command -v ${program}) "$@"; ls -A "$PGDATA" | grep unfinished; exec sleep 600\n`;
        const real = `/usr/local/sbin/${program}`;
        const before = `${program}=$(command -v ${program}); printf '${stuck.replace(`$(command -v ${program})`, '%s')}' "$${program}" >${real}; chmod +x ${real}; exec "$0" "$@"`;
        await using running = await runImage(TAG, { volume, before, command: ['postgres'], wait: false });
        await expect.poll(() => running.log(), { timeout: 20_000 }).toContain('.elementaldb-unfinished');
      }
      await using running = await runImage(TAG, { volume });
      expect(await query(running.url, 'SELECT dirty FROM schema_migrations')).toEqual([{ dirty: false }]);
    } finally {
      await api.getVolume(volume).remove({ force: true });
    }
  });

  test('is the same image when its content is the same, and replaces the one before when it is not', async () => {
    const { api } = await openEngine();
    const untagged = async () =>
      (await api.listImages({ filters: { dangling: ['true'] } })).map(({ Id }) => Id).toSorted();
    const ours = `${TAG}-again`;
    const before = await untagged();
    const options = { migrations: scratch, database: 'elementaldb', base, tag: ours };
    try {
      const steps: string[] = [];
      const onProgress = (step: string): void => void steps.push(step);
      expect(await buildMigratedImage({ ...options, onProgress })).toMatchObject({ tag: ours, unchanged: true });
      expect(steps).toEqual([]);
      const { Id: first } = await api.getImage(ours).inspect();
      expect((await api.getImage(TAG).inspect()).Id).toBe(first);

      for (const user of ['first', 'second']) {
        expect(await buildMigratedImage({ ...options, user })).toMatchObject({ unchanged: false });
      }
      expect(await untagged()).toEqual(before);
      expect(await buildMigratedImage({ ...options, user: 'second' })).toMatchObject({ unchanged: true });
      const { Size, Config } = await api.getImage(ours).inspect();
      expect(await unchangedSize(ours, base, () => Config.Labels?.['elementaldb.inputs'] ?? '')).toBe(Size);
      expect(await unchangedSize(ours, base, () => 'others')).toBeUndefined();
    } finally {
      await api.getImage(ours).remove();
    }
  });

  test('serves as a server image, and is refused as a base', async () => {
    await using migrated = await start({
      server: { kind: 'docker' },
      image: TAG,
      migrations: MIGRATIONS,
      database: 'elementaldb',
      clientData: 'none',
    });
    expect(await query(migrated.url, 'SELECT version FROM schema_migrations')).toEqual([{ version: head }]);
    const options = { migrations: scratch, database: 'elementaldb', base: TAG, tag: PLAIN };
    await expect(buildMigratedImage(options)).rejects.toMatchObject({
      code: 'BAD_BASE',
      message: expect.stringContaining(TAG),
    });
    await expect(buildMigratedImage({ ...options, base: 'elementaldb-test/none:1' })).rejects.toMatchObject({
      hint: expect.stringContaining('--base'),
    });
  });

  test('has client data only with --with-client-data, and a label for it', async () => {
    const { api } = await openEngine();
    const labels = async () => (await api.getImage(TAG).inspect()).Config.Labels;
    expect(await labels()).toMatchObject({
      'elementaldb.client-data': 'false',
      'elementaldb.version': String(BUILT_AT),
    });
    await using running = await runImage(TAG);
    expect(await query(running.url, 'SELECT client_id FROM client_info.clients')).toEqual([]);

    await writeFile(
      join(scratch, '999999_client_data.up.sql'),
      "INSERT INTO client_info.clients (client_id, name) VALUES ('secret', 'Secret Ltd');",
    );
    const options = { migrations: scratch, database: 'elementaldb', base, tag: PLAIN, withClientData: true };
    expect((await buildMigratedImage(options)).clientData).toMatchObject({ included: true });
    await using withData = await runImage(PLAIN);
    expect(await query(withData.url, 'SELECT client_id FROM client_info.clients')).toEqual([{ client_id: 'secret' }]);
    await expect(buildMigratedImage({ ...options, clientData: 'none' })).rejects.toMatchObject({
      code: 'NO_CLIENT_DATA',
    });
  });

  test('is not made from a migration that fails, and leaves nothing', async () => {
    const prelude = join(scratch, 'prelude.sql');
    await writeFile(prelude, 'SELECT 1 / 0;');
    const tag = `${TAG}-failed`;
    await expect(
      buildMigratedImage({ migrations: scratch, database: 'elementaldb', base, prelude, tag }),
    ).rejects.toThrow('division by zero');
    expect(await exists(tag)).toBe(false);
    for (const invalid of ['No Tag', 'Team/database:1', 'team/Database:1']) {
      await expect(
        buildMigratedImage({ migrations: scratch, database: 'elementaldb', base, tag: invalid }),
      ).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
  });

  test('of the plain Dockerfile has the same database', async ({ skip }) => {
    const build = [
      'build',
      '--quiet',
      '--file',
      'docker/Dockerfile',
      '--build-arg',
      `BASE=${base}`,
      '--tag',
      PLAIN,
      '.',
    ];
    const env = { ...process.env, DOCKER_BUILDKIT: '0' };
    await promisify(execFile)('docker', build, { cwd: REPOSITORY, env }).catch((error: NodeJS.ErrnoException) => {
      skip(error.code === 'ENOENT', 'there is no docker program');
      throw error;
    });
    await using running = await runImage(PLAIN);
    const found = diff(reference, await snapshotOf(running.url));
    expect(formatDiff(found)).toEqual(formatDiff(diff(reference, reference)));
    expect(found.grade).toBe('equal');
  });
});

async function realMigrate(skip: TestContext['skip']): Promise<GolangMigrate> {
  const found = await golangMigrate();
  return 'missing' in found ? skip(found.missing) : found.migrate;
}
