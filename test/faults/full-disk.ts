import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';

import { COMMANDS, type FaultCommand } from './commands.ts';
import { judge } from './kills.ts';
import { makePlace } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

/** What a start with these migrations needs, with the unpacked binaries left out: megabytes. */
const ENOUGH_MB = 160;

/** Runs commands on a file system of a random size, so that it is full at a random write. */
export async function fillDisk(tries: number, random: () => number): Promise<FaultRow> {
  const row = newRow('full disk', 'start, verify, exec, with client data');
  const commands = COMMANDS.filter(({ args }) => !args.includes('faults'));
  for (let n = 0; n < tries; n += 1) {
    const command = commands[n % commands.length];
    if (command !== undefined) {
      await tryOn(row, command, 1 + Math.floor(random() * ENOUGH_MB));
    }
  }
  return row;
}

async function tryOn(row: FaultRow, command: FaultCommand, megabytes: number): Promise<void> {
  const folder = mkdtempSync('/tmp/edbf-');
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  try {
    const place = makePlace(folder);
    await command.prepare?.(place);
    const args = command.again ?? command.args;
    const { exitCode, output, hangs } = await place.run(args);
    const told = /space|\bfull\b|MB needed|too small/i.test(output);
    if (hangs || (exitCode !== 0 && (!told || /fault of elementaldb|at .*\.js:\d/.test(output)))) {
      row.lost += 1;
      remark(row, `${command.name}, ${megabytes} MB: ${hangs ? 'hangs' : `exit code ${exitCode}`}: ${output}`);
    }
    execFileSync('mount', ['-o', 'remount,size=2g', folder]);
    await judge(row, { ...command, lost: undefined }, place, {
      expected: [],
      when: `${command.name}, ${megabytes} MB, exit code ${exitCode}`,
    });
    await place.run(['stop', '--all', '--include-test-servers']);
  } finally {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}
