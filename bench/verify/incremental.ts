import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { duration } from '../../src/report/units.ts';
import { table } from '../../src/report/layout.ts';
import { median } from '../median.ts';
import { copyMigrations, cutChain, type Chain } from './chain.ts';
import { runChild } from './children.ts';
import { bar, number, verdict } from './tables.ts';

/** Milliseconds of `verify` with a cache of its own. */
interface Incremental {
  /** How many migrations the chain has before one is added. */
  count: number;
  /** Once, with nothing known; then, for each round, with nothing changed, and with a migration added at the end. */
  whole: number;
  unchanged: number[];
  added: number[];
}

/** An unchanged chain is to be answered within this many milliseconds. */
const GOAL = { most: 300 };

/** Times a second run on a chain, and one after a migration was added, each in a process of its own. */
export async function measureIncremental(
  chain: Chain,
  pgBin: string | undefined,
  rounds: number,
  scratch: string,
): Promise<Incremental> {
  const cache = join(scratch, 'cache');
  const verdicts = join(cache, 'verdicts');
  const kept = join(scratch, 'verdicts');
  mkdirSync(join(scratch, 'state'), { mode: 0o700 });
  const count = chain.sources.length - 1;
  const short = await cutChain(chain, count, join(scratch, 'short'));
  const full = join(scratch, 'full');
  copyMigrations(chain, full, 0, count + 1);
  const run = async (folder: string, known: number): Promise<number> => {
    const env = { ...process.env, ELEMENTALDB_CACHE: cache, ELEMENTALDB_STATE: join(scratch, 'state') };
    const script = fileURLToPath(new URL('verify-once.ts', import.meta.url));
    const args = ['--import', 'tsx', script, folder, chain.prelude ?? '', pgBin ?? ''];
    const { ok, stdout, stderr } = await runChild(process.execPath, args, { env });
    const [milliseconds = 0, cached = 0] = stdout.split(' ').map(Number);
    if (!ok || cached !== known) {
      throw new Error(`verify took over ${cached} of ${known} verdicts:\n${stderr}`);
    }
    return milliseconds;
  };
  // The first start of all makes a blank cluster, which is not what is measured here.
  const { folder: first } = await cutChain(chain, 1, join(scratch, 'first'));
  await run(first, 0);
  rmSync(verdicts, { recursive: true });
  const measured: Incremental = { count, whole: await run(short.folder, 0), unchanged: [], added: [] };
  cpSync(verdicts, kept, { recursive: true });
  for (let round = 1; round <= rounds; round += 1) {
    measured.unchanged.push(await run(short.folder, count));
    measured.added.push(await run(full, count));
    rmSync(verdicts, { recursive: true });
    cpSync(kept, verdicts, { recursive: true });
    process.stderr.write(`incremental, round ${round} of ${rounds}\n`);
  }
  return measured;
}

/** A line for each of the three, beside the time that one migration takes in the whole run. */
export function formatIncremental({ count, whole, unchanged, added }: Incremental): string[] {
  const one = whole / count;
  const row = (name: string, milliseconds: number, goal?: typeof GOAL): string[] => [
    name,
    duration(milliseconds),
    number(milliseconds / one),
    ...verdict(milliseconds, goal),
    bar(milliseconds, whole, 24),
  ];
  const right = 'right' as const;
  return table(
    [
      { title: 'with the cache' },
      { title: 'time', align: right },
      { title: '/ one', align: right },
      { title: 'goal, ms' },
      { title: '' },
      { title: '' },
    ],
    [
      row(`${count} migrations, none known`, whole),
      row('again, unchanged', median(unchanged), GOAL),
      row('with one more at the end', median(added)),
    ],
  );
}
