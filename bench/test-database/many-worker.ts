/**
 * One worker of `bench/many-databases.ts`: leases databases one after the other; at each pause it prints, as JSON, its memory
 * and how long tests have waited since the last one, and goes on when it gets a line. Arguments: the server's description,
 * the folder of migrations, every how many tests one makes a table, the numbers of tests at which it pauses.
 */
import { once } from 'node:events';

import { parseDescription } from '../../src/databases/testing/description.ts';
import { openTestDatabase } from '../../src/databases/testing/open-test-database.ts';
import { closeTestDatabases } from '../../src/databases/testing/pools.ts';

const [, , description = '', migrations = '', ddl = '4', pausesText = '[]'] = process.argv;
const pauses: number[] = JSON.parse(pausesText);
const options = { on: parseDescription(description), migrations, clientData: 'none' };
let waits: number[] = [];
let done = 0;
for (const pause of pauses) {
  for (; done < pause; done += 1) {
    await test(done % Number(ddl) === 0);
  }
  global.gc?.();
  const { heapUsed: heap, rss: resident } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ heap, resident, waits })}\n`);
  waits = [];
  await once(process.stdin, 'data');
}
await closeTestDatabases();
process.exit(0);

async function test(makesTable: boolean): Promise<void> {
  const asked = performance.now();
  await using db = await openTestDatabase(options);
  waits.push(performance.now() - asked);
  await db.sql`INSERT INTO client_info.clients (client_id, name) VALUES ('bench', 'Bench Ltd')`;
  if (makesTable) {
    await db.query('CREATE TABLE of_this_test (n integer)');
  }
}
