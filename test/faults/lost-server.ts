import { setTimeout as sleep } from 'node:timers/promises';

import { emptyCache, type FaultCommand } from './commands.ts';
import { judge } from './kills.ts';
import { makePlace, postmasterOf } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

/** How long after its start a server is killed at most, in milliseconds. */
const WITHIN_MS = 1_000;

/** Kills PostgreSQL while a command uses it. The command must end, and say why if it has not done its work. */
export async function killServer(command: FaultCommand, moments: number, random: () => number): Promise<FaultRow> {
  const row = newRow('server killed', command.name);
  for (let n = 0; n < moments; n += 1) {
    const place = makePlace();
    try {
      const isOnRunning = command.args.includes('faults');
      await command.prepare?.(place);
      if (!isOnRunning) {
        await place.run(command.again ?? command.args);
        if (command.first === true) {
          emptyCache(place);
        }
      }
      const { child, ended } = place.start(command.args);
      let pid = postmasterOf(place);
      while (pid === undefined && child.exitCode === null) {
        await sleep(2);
        pid = postmasterOf(place);
      }
      await sleep(random() * WITHIN_MS);
      const server = postmasterOf(place);
      if (server !== undefined) {
        process.kill(server, 'SIGKILL');
      }
      const { exitCode, output, hangs } = await ended;
      if (hangs || /fault of elementaldb|TypeError|at .*\.js:\d/.test(output)) {
        row.lost += 1;
        remark(row, hangs ? `hangs: ${output}` : `exit code ${exitCode}: ${output}`);
      }
      // A detached server that was killed is started again first.
      const again = isOnRunning ? ['start', '--once', '--name', 'again'] : (command.again ?? command.args);
      await judge(row, { ...command, again, lost: undefined }, place, { expected: [], when: `exit code ${exitCode}` });
    } finally {
      await place.dispose();
    }
  }
  return row;
}
