import type { PostgresServer } from '../../src/servers/server.ts';
import type { Chain } from './chain.ts';
import { runChild } from './children.ts';
import type { Contender, Trial } from './contender.ts';
import { onNewDatabase } from './on-new-database.ts';

const DATABASE = 'bench_seqwall';

/** Where the two programs are. */
export interface SeqwallPrograms {
  seqwall: string;
  migrate: string;
}

/**
 * The peer seqwall driving golang-migrate: all up, then from the last to the first down, up, down, then
 * all up, the schema compared after each step. It stops at the first difference.
 */
export function seqwallTrials(server: PostgresServer, programs: SeqwallPrograms): Contender {
  return {
    name: 'seqwall',
    run: (chain) => onNewDatabase(server, chain, DATABASE, () => runTrials(server, chain, programs)),
  };
}

async function runTrials(
  server: PostgresServer,
  { folder, sources }: Chain,
  programs: SeqwallPrograms,
): Promise<Trial> {
  const url = `${server.connectionString(DATABASE)}?sslmode=disable`;
  const migrate = `'${programs.migrate}' -path '${folder}' -database '${url}'`;
  const args = ['--postgres-url', url, '--migrations-path', folder, '--migrations-extension', '.up.sql'];
  args.push('--upgrade', `${migrate} up 1`, '--downgrade', `${migrate} down 1`);
  const begun = performance.now();
  let descent: number | undefined;
  const { ok, stdout, stderr } = await runChild(programs.seqwall, ['staircase', ...args], {
    env: { ...process.env, SHELL: '/bin/sh' },
    onError: (text) => {
      descent ??= text.includes('Step 2:') ? performance.now() : undefined;
    },
  });
  const ended = performance.now();
  const count = sources.length;
  if (ok) {
    return { milliseconds: ended - begun, each: (ended - begun) / count, remark: `${count} of ${count} done` };
  }
  const log = stdout + stderr;
  const done = log.match(/Final Down test passed/g)?.length ?? 0;
  // All went up, and only some down: each of the two phases is divided by what it got through.
  const each = descent === undefined || done === 0 ? Number.NaN : (descent - begun) / count + (ended - descent) / done;
  return { milliseconds: ended - begun, each, remark: `stopped at a difference after ${done} of ${count}` };
}
