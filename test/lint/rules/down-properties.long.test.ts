import { afterAll, beforeAll, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { BASE, PAIRS } from './down-properties.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(async () => {
  await server.stop();
});

/** What verify proves of the second migration's down. */
async function reversible(up: string, down: string): Promise<string> {
  await using folder = await migrationsFolder({
    '1_base.up.sql': BASE,
    '1_base.down.sql': 'SELECT 1;',
    '2_pair.up.sql': up,
    '2_pair.down.sql': down,
  });
  const content = await readContent({ migrations: folder.path });
  const { migrations } = await verifyOn(server, content, { from: 2n, populated: false });
  return migrations.at(-1)?.verdicts.reversible.status ?? 'none';
}

test.for(PAIRS)('%s: verify agrees with what lint says', async ([, up, careful, faulty]) => {
  expect([await reversible(up, careful), await reversible(up, faulty)]).toEqual(['pass', 'fail']);
});
