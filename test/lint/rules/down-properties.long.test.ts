import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readContent } from '../../../src/databases/content.ts';
import { startServer } from '../../../src/servers/select.ts';
import type { PostgresServer } from '../../../src/servers/server.ts';
import { verifyOn } from '../../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../../migrations/migrations-folder.ts';
import { BASE, PAIRS } from './down-properties.ts';

/** How many pairs stand in one chain: each costs less there than in a chain of its own. */
const PER_CHAIN = 12;

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(async () => {
  await server.stop();
});

/** What verify proves of the downs of some pairs, the careful ones and the faulty ones in turn. */
async function reversible(pairs: typeof PAIRS): Promise<string[]> {
  const tried = pairs.flatMap(([, up, careful, faulty]) => [careful, faulty].map((down) => ({ up, careful, down })));
  const files: Record<string, string> = { '1_base.up.sql': BASE, '1_base.down.sql': 'SELECT 1;' };
  for (const [index, { up, careful, down }] of tried.entries()) {
    const version = 2 + 2 * index;
    files[`${version}_pair.up.sql`] = up;
    files[`${version}_pair.down.sql`] = down;
    // So that the next one finds what the first migration makes.
    files[`${version + 1}_back.up.sql`] = careful;
    files[`${version + 1}_back.down.sql`] = up;
  }
  await using folder = await migrationsFolder(files);
  const content = await readContent({ migrations: folder.path });
  const only = tried.map((_, index) => BigInt(2 + 2 * index));
  const { migrations } = await verifyOn(server, content, { only, populated: false });
  return migrations.filter(({ version }) => only.includes(version)).map(({ verdicts }) => verdicts.reversible.status);
}

/** A role that a faulty down leaves stays for all databases of the server, so that its pair ends a chain. */
function inChains(): (typeof PAIRS)[] {
  const chains: (typeof PAIRS)[number][][] = [[]];
  for (const pair of PAIRS) {
    chains.at(-1)?.push(pair);
    if (pair[1].includes('CREATE ROLE') || chains.at(-1)?.length === PER_CHAIN) {
      chains.push([]);
    }
  }
  return chains.filter((chain) => chain.length > 0);
}

describe.for(inChains().map((chain, index) => ({ chain, number: index + 1 })))('chain $number', ({ chain }) => {
  let statuses: string[];

  beforeAll(async () => {
    statuses = await reversible(chain);
  });

  test.for(chain.map(([name], index) => [name, index] as const))(
    '%s: verify agrees with what lint says',
    ([, index]) => {
      expect(statuses.slice(2 * index, 2 * index + 2)).toEqual(['pass', 'fail']);
    },
  );
});
