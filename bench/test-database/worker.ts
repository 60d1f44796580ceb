/**
 * One worker: runs tests one after the other and prints, as JSON, how long each waited for its database and how long all
 * took, clean-up included. Arguments: the contender, the number of tests, how long a test takes in ms, the arena as JSON.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { connected, type Given } from './contender.ts';
import { CONTENDERS } from './contenders.ts';

const [, , name = '', tests = '0', lasting = '0', arena = '{}'] = process.argv;
const contender = await CONTENDERS[name]?.(JSON.parse(arena));
if (contender === undefined) {
  throw new Error(`no contender ${name}`);
}

/** Writes a little, reads it again, and computes nothing for the rest of its time. */
async function test({ client, url = '' }: Given): Promise<void> {
  const begun = performance.now();
  const used = client ?? (await connected(url));
  await used.query(`INSERT INTO client_info.clients (client_id, name) VALUES ('bench', 'Bench Ltd')`);
  await used.query('SELECT count(*) FROM client_info.clients');
  if (client === undefined) {
    await used.end();
  }
  await sleep(Math.max(0, Number(lasting) - (performance.now() - begun)));
}

// What a worker does before its first test, loading and connecting, is not measured; it says that it is ready.
const first = await contender.take();
await test(first);
await first.giveBack();
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

const waits: number[] = [];
/** Milliseconds of each test from asking to having given back. */
const wholes: number[] = [];
const begun = performance.now();
for (let index = 0; index < Number(tests); index += 1) {
  const asked = performance.now();
  const given = await contender.take();
  waits.push(performance.now() - asked);
  await test(given);
  await given.giveBack();
  wholes.push(performance.now() - asked);
}
await contender.close();
process.stdout.write(`${JSON.stringify({ waits, wholes, milliseconds: performance.now() - begun })}\n`);
await contender.afterwards?.();
process.exit(0);
