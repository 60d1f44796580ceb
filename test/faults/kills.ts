import { setTimeout as sleep } from 'node:timers/promises';

import { emptyCache, type FaultCommand } from './commands.ts';
import { makePlace, type Place, type Running } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

/** Kills a command with SIGKILL at random moments between its start and the end of its work. */
export async function killAtRandom(command: FaultCommand, moments: number, random: () => number): Promise<FaultRow> {
  const row = newRow('SIGKILL', command.name);
  const place = makePlace();
  try {
    const expected = (await command.prepare?.(place)) ?? [];
    await place.run(command.again ?? command.args); // Unpacks the binaries.
    const duration = await durationOf(command, place);
    for (let n = 0; n < moments; n += 1) {
      if (command.first === true) {
        emptyCache(place);
      }
      const at = random() * duration * 1.05;
      const { child, ended } = place.start(command.args);
      await sleep(at);
      child.kill('SIGKILL');
      await ended;
      await judge(row, command, place, { expected, when: `killed after ${Math.round((at / duration) * 100)} %` });
    }
  } finally {
    await place.dispose();
  }
  return row;
}

/** How long the command works, in milliseconds. */
async function durationOf(command: FaultCommand, place: Place): Promise<number> {
  if (command.first === true) {
    emptyCache(place);
  }
  const begun = performance.now();
  const running = place.start(command.args);
  await working(command, running);
  const duration = performance.now() - begun;
  running.child.kill('SIGINT');
  await running.ended;
  return duration;
}

/** Until the command has done its work. */
async function working({ ready, name }: FaultCommand, { output, ended }: Running): Promise<void> {
  if (ready === undefined) {
    const { exitCode, output: all } = await ended;
    if (exitCode !== 0) {
      throw new Error(`${name} fails without a fault: ${all}`);
    }
    return;
  }
  while (!ready.test(output())) {
    await sleep(5);
  }
}

/** Counts what is left and lost after a fault, and whether the command works again. */
export async function judge(
  row: FaultRow,
  { args, again = args, lost }: FaultCommand,
  place: Place,
  { expected, when }: { expected: readonly string[]; when: string },
): Promise<void> {
  row.tried += 1;
  const left = await place.leftInTheEnd(expected);
  if (left.length > 0) {
    row.left += 1;
    remark(row, `${when}: left ${left.join('; ')}`);
  }
  const destroyed = await lost?.(place);
  if (destroyed !== undefined) {
    row.lost += 1;
    remark(row, `${when}: lost ${destroyed}`);
  }
  const { exitCode, output } = await place.run(again);
  if (exitCode === 0) {
    row.survived += 1;
  } else {
    remark(row, `${when}: afterwards exit code ${exitCode}: ${output}`);
  }
  const after = [
    ...(await place.leftInTheEnd(expected)),
    ...(await place.records()).filter((name) => name !== 'faults.json'),
  ];
  if (after.length > 0) {
    row.leftAfterNext += 1;
    remark(row, `${when}: after the next command ${after.join('; ')}`);
  }
}
