import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { makePlace } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

/** Moves the clock of a process by up to five years, in both directions, every 20 milliseconds. */
const JUMPS = `
const now = Date.now;
const Time = Date;
const shift = () => {
  const step = Math.floor(performance.now() / 20);
  return Math.sin(step * 12.9898) * 5 * 365 * 86_400_000;
};
globalThis.Date = class extends Time {
  constructor(...values) {
    if (values.length === 0) { super(now() + shift()); } else { super(...values); }
  }
  static now() { return Math.floor(now() + shift()); }
};
`;

/** Runs commands while their clock jumps. They must work, and end. */
export async function tryClockJumps(rounds: number): Promise<FaultRow> {
  const row = newRow('clock jumps', 'start, verify, exec, lint');
  const place = makePlace();
  try {
    const hook = join(place.project, 'clock.mjs');
    writeFileSync(hook, JUMPS);
    const environment = { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` };
    const commands = [['start', '--once'], ['verify'], ['exec', '--', '/bin/true'], ['lint']];
    for (let round = 0; round < rounds; round += 1) {
      for (const command of commands) {
        const { exitCode, output, hangs } = await place.run(command, environment);
        row.tried += 1;
        // Lint finds something; it must not fail otherwise.
        if (!hangs && (exitCode === 0 || (command[0] === 'lint' && exitCode === 1))) {
          row.survived += 1;
        } else {
          remark(row, `${command.join(' ')}: ${hangs ? 'hangs' : `exit code ${exitCode}`}: ${output}`);
        }
        const left = await place.leftInTheEnd();
        if (left.length > 0) {
          row.left += 1;
          remark(row, `${command.join(' ')}: left ${left.join('; ')}`);
        }
      }
    }
  } finally {
    await place.dispose();
  }
  return row;
}
