/**
 * `npm run test:faults`: what is left and lost when processes are killed, disks are full, servers and engines end, caches
 * are damaged and the clock jumps. Prints a table; ends with 1 when anything is left or lost.
 * Options: --only NAME (part of a fault's or command's name), --moments N, --seed N.
 */
import { parseArgs } from 'node:util';

import { tryClockJumps } from './clock.ts';
import { COMMANDS } from './commands.ts';
import { tryDamagedCaches } from './damaged-cache.ts';
import { killEngine, lacksEngine } from './engine.ts';
import { fillDisk } from './full-disk.ts';
import { killAtRandom } from './kills.ts';
import { killServer } from './lost-server.ts';
import { mayMount } from './place.ts';
import { buildOneCache } from './shared-cache.ts';
import { formatTable, isGood, type FaultRow } from './table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    moments: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = randomFrom(Number(values.seed));
const moments = Number(values.moments);
const fewer = Math.ceil(moments * 0.3);

const commands = COMMANDS.filter(({ name, needs }) => {
  const lacking = needs?.();
  if (lacking !== undefined) {
    process.stdout.write(`skipped: ${name} needs ${lacking}\n`);
  }
  return lacking === undefined;
});

const tries: { name: string; run: () => Promise<FaultRow> }[] = [
  ...commands.map((command) => ({
    name: `SIGKILL ${command.name}`,
    run: () => killAtRandom(command, moments, random),
  })),
  ...commands.map((command) => ({
    name: `server killed ${command.name}`,
    run: () => killServer(command, Math.ceil(moments / 10), random),
  })),
  { name: '16 processes build one cache', run: () => buildOneCache(16, Math.ceil(moments / 20)) },
  { name: 'damaged cache', run: () => tryDamagedCaches(fewer, random) },
  { name: 'clock jumps', run: () => tryClockJumps(Math.ceil(moments / 10)) },
];
const withoutEngine = lacksEngine();
if (withoutEngine === undefined) {
  tries.push({ name: 'engine killed', run: () => killEngine(Math.ceil(moments / 10), random) });
} else {
  process.stdout.write(`skipped: a killed container engine needs ${withoutEngine}\n`);
}
if (mayMount()) {
  tries.push({ name: 'full disk', run: () => fillDisk(fewer, random) });
} else {
  process.stdout.write('skipped: a full disk needs root and the right to mount a small file system\n');
}

const rows: FaultRow[] = [];
for (const { name, run } of tries.filter((each) => each.name.includes(values.only))) {
  process.stdout.write(`${name} …\n`);
  const row = await run();
  rows.push(row);
  row.remarks.forEach((text) => process.stdout.write(`  ${text.replaceAll('\n', '\n  ')}\n`));
}
process.stdout.write(`\n${formatTable(rows)}\n`);
process.exitCode = rows.every(isGood) && rows.length > 0 ? 0 : 1;
