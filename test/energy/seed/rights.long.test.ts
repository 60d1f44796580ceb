import { expect } from 'vitest';

import { seed, smallWorld } from './small-world.ts';
import { test, WORLD } from './limited-role.ts';

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
