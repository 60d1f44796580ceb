import { randomBytes } from 'node:crypto';

import { expect, test as plainTest } from 'vitest';

import { seedGeneric } from '../../../src/commands/seed-generic.ts';
import { seed } from './small-world.ts';
import { quoteIdentifier } from '../../../src/sql/quote.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { days, SMALL_DATASETS, SMALL_SCHEMA, smallWorld } from './small-world.ts';

interface Role {
  name: string;
  /** The test's database, as this role. */
  url: string;
}

interface Fixtures {
  database: ScratchDatabase;
  role: Role;
}

const test = plainTest.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
  database: async ({}, use) => {
    await using database = await scratchDatabase('rights');
    await database.client.query(SMALL_SCHEMA);
    await use(database);
  },
  role: async ({ database: { client, url } }, use) => {
    const name = `elementaldb-${randomBytes(6).toString('hex')}`;
    const quoted = quoteIdentifier(name);
    await client.query(`CREATE ROLE ${quoted} LOGIN PASSWORD 'x'`);
    const own = new URL(url);
    own.username = name;
    own.password = 'x';
    await use({ name: quoted, url: own.href });
    await client.query(`DROP OWNED BY ${quoted}; DROP ROLE ${quoted}`);
  },
});

const WORLD = { span: days('2024-12-30', '2025-01-01'), own: SMALL_DATASETS };
const ALL = 'ALL TABLES IN SCHEMA public, meters';

test('a role that may not fill any table gets an error with the GRANT that is missing', async ({ database, role }) => {
  await database.client.query(`GRANT USAGE ON SCHEMA meters TO ${role.name}; GRANT SELECT ON ${ALL} TO ${role.name}`);
  await expect(seedGeneric(role.url, { rows: 5 })).rejects.toMatchObject({
    code: 'RIGHTS_MISSING',
    hint: expect.stringContaining(`GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA "meters", "public" TO ${role.name}`),
  });
});

test('a role that may fill some tables fills them, and the others are named', async ({ database, role }) => {
  await database.client.query(`CREATE TABLE secret (id int); CREATE TABLE fixed AS SELECT generate_series(1, 5) AS id;
    GRANT USAGE ON SCHEMA meters TO ${role.name}; GRANT SELECT ON clients, fixed, sites TO ${role.name};
    GRANT INSERT ON clients TO ${role.name}`);
  const { populated, unpopulated } = await seedGeneric(role.url, { rows: 5 });
  expect(populated).toEqual([{ table: 'public.clients', rows: 5 }]);
  expect(unpopulated.map(({ table }) => table)).toEqual([
    'meters.metadata',
    'meters.steam',
    'meters.water',
    'public.people',
    'public.secret',
    'public.sites',
  ]);
  expect(unpopulated.at(-1)?.reason).toContain(`GRANT SELECT, INSERT ON public.sites TO ${role.name}`);
});

test("a role that may not use another's ledger gets an error with the GRANT that is missing", async ({
  database,
  role,
}) => {
  await seed(smallWorld(), database.url, WORLD);
  const refusal = {
    code: 'LEDGER_REFUSED',
    hint: expect.stringContaining(`GRANT USAGE ON SCHEMA elementaldb_seed TO ${role.name}`),
  };
  await expect(seed(smallWorld(), role.url, WORLD)).rejects.toMatchObject(refusal);
  await database.client.query(`GRANT USAGE ON SCHEMA elementaldb_seed TO ${role.name}`);
  await expect(seed(smallWorld(), role.url, WORLD)).rejects.toMatchObject(refusal);
});

test('a role that may not remove rows cannot replace them, and gets an error', async ({ database, role }) => {
  await seed(smallWorld(), database.url, WORLD);
  await database.client.query(`GRANT USAGE ON SCHEMA meters, elementaldb_seed TO ${role.name};
    GRANT SELECT, INSERT ON ${ALL} TO ${role.name}; GRANT ALL ON elementaldb_seed.units TO ${role.name}`);
  await expect(seed(smallWorld(), role.url, { ...WORLD, ifThere: 'replace' })).rejects.toMatchObject({
    code: 'RIGHTS_MISSING',
    message: expect.stringContaining('permission denied for table'),
    hint: expect.stringContaining('DELETE'),
  });
});

test('a database that may only be read is distinguished, whatever is to be written', async ({ database }) => {
  await database.client.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
  const refusal = { code: 'READ_ONLY_DATABASE', kind: 'environment' };
  await expect(seedGeneric(database.url, { rows: 5 })).rejects.toMatchObject(refusal);
  await expect(seed(smallWorld(), database.url, WORLD)).rejects.toMatchObject(refusal);
});
