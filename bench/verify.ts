/**
 * `npm run bench:verify`: how long `verify` takes beside the bare trials, a script of `pg_dump`, and seqwall, in turn, on one
 * server. Options: --rounds N (default 3); --chain FOLDER and --prelude FILE, instead of a generated chain of 100; --pg-bin
 * DIR for a PostgreSQL that has `pg_dump`, which the script needs; --seqwall PATH and --migrate PATH to include seqwall;
 * --limit N to compare with those two on the first N migrations only; --curve, or --sizes N,N, for chains of growing length.
 */
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startServer } from '../src/servers/select.ts';
import { withCleanup } from '../src/support/errors.ts';
import { bareTrials } from './verify/bare.ts';
import { cutChain, openChain } from './verify/chain.ts';
import { inTurn, type Contender } from './verify/contender.ts';
import { formatCurve, measureCurve } from './verify/curve.ts';
import { generateChain } from './verify/generate-chain.ts';
import { formatIncremental, measureIncremental } from './verify/incremental.ts';
import { pgDumpScript } from './verify/naive.ts';
import { elementaldb } from './verify/ours.ts';
import { openScratch } from './verify/scratch.ts';
import { seqwallTrials } from './verify/seqwall.ts';
import { comparison } from './verify/tables.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    chain: { type: 'string' },
    prelude: { type: 'string' },
    'pg-bin': { type: 'string' },
    seqwall: { type: 'string' },
    migrate: { type: 'string' },
    limit: { type: 'string' },
    curve: { type: 'boolean', default: false },
    sizes: { type: 'string' },
  },
});
const rounds = positive(values.rounds);
const sizes = (values.sizes ?? '10,30,100,300,1000').split(',').map(positive);
const pgBin = values['pg-bin'];
if ((values.seqwall === undefined) !== (values.migrate === undefined)) {
  throw new Error('--seqwall and --migrate go together');
}
if (pgBin !== undefined && !existsSync(join(pgBin, 'pg_dump'))) {
  throw new Error(`pg_dump is not in ${pgBin}`);
}
const scratch = openScratch();

let folder = values.chain;
if (folder === undefined) {
  folder = join(scratch, 'generated');
  generateChain(folder, 100);
}
const chain = await openChain(folder, values.prelude);
const count = chain.sources.length;

/** A whole number that is at least one. */
function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${text} is not a whole number from 1 on`);
  }
  return value;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

const { server } = await startServer({ pgBin, settings: { autovacuum: 'off' } });
const { server: serverForRows } = await startServer({ pgBin, settings: { autovacuum: 'off' } });
await withCleanup(
  async () => {
    const bare = bareTrials(server);
    const empty = elementaldb(server);
    const populated = elementaldb(server, serverForRows);
    const three = [bare, empty, populated];
    print([
      `Node ${process.version}, PostgreSQL ${server.version.text}, ${cpus().length} cores, ${rounds} rounds, medians`,
    ]);

    const whole = await inTurn(three, chain, { rounds, warmUp: true });
    const goals = { [empty.name]: { most: 2 }, [populated.name]: { most: 4 } };
    print([
      `${count} migrations${values.chain === undefined ? ', generated' : ''}`,
      '',
      ...comparison(whole, { name: bare.name, title: 'bare' }, goals),
    ]);

    const peers: Contender[] = [];
    if (pgBin !== undefined) {
      peers.push(pgDumpScript(server, pgBin));
    }
    if (values.seqwall !== undefined && values.migrate !== undefined) {
      peers.push(seqwallTrials(server, { seqwall: values.seqwall, migrate: values.migrate }));
    }
    if (peers.length > 0) {
      const cut = await cutChain(
        chain,
        values.limit === undefined ? count : positive(values.limit),
        join(scratch, 'cut'),
      );
      const beside = await inTurn([empty, ...peers], cut, { rounds, warmUp: false });
      print([
        cut.sources.length < count ? `The first ${cut.sources.length} of these migrations` : `All ${count} migrations`,
        '',
        ...comparison(
          beside,
          { name: empty.name, title: 'empty' },
          { 'pg_dump script': { least: 50 }, seqwall: { least: 10 } },
        ),
      ]);
    }

    if (values.curve || values.sizes !== undefined) {
      print(['Generated chains', '', ...formatCurve(await measureCurve(three, sizes, rounds, scratch))]);
    }
  },
  async () => {
    await server.stop();
    await serverForRows.stop();
  },
);
print(formatIncremental(await measureIncremental(chain, pgBin, rounds, scratch)));
