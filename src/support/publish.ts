import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { codeOf } from './errors.ts';

const MARK = '.building-';

/** A name beside `target` under which to build it; carries our pid, so a sweep can tell a live builder from a dead one. */
export function temporaryName(target: string): string {
  mkdirSync(dirname(target), { recursive: true });
  return `${target}${MARK}${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** The pid in a name made by {@link temporaryName}, or undefined for any other name. */
export function builderOf(name: string): number | undefined {
  const match = /\.building-(\d+)-[0-9a-f]{8}$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/**
 * Gives a finished folder its final name in one step. When another process published the same content first, its folder
 * stays and ours goes: both hold the same thing.
 */
export function publishFolder(building: string, target: string): void {
  try {
    renameSync(building, target);
  } catch (error) {
    const lostRace = ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error) ?? '') && existsSync(target);
    rmSync(building, { recursive: true, force: true });
    if (!lostRace) {
      throw error;
    }
  }
}

/** Writes a text file in one step: whoever reads it finds it whole, or as it was. */
export function publishText(target: string, text: string, mode?: number): void {
  const building = temporaryName(target);
  try {
    writeFileSync(building, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
    renameSync(building, target);
  } finally {
    rmSync(building, { force: true });
  }
}
