import { expect } from 'vitest';

import { seedGeneric } from '../../../src/commands/seed-generic.ts';
import { seed, smallWorld } from './small-world.ts';
import { test, WORLD } from './limited-role.ts';

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
