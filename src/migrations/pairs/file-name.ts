import type { Direction } from './migration.ts';

export interface MigrationFileName {
  version: bigint;
  name: string;
  direction: Direction;
  /** The part after the direction; golang-migrate ignores it. */
  extension: string;
}

/** golang-migrate's own pattern (source/parse.go): greedy, case-sensitive, any extension. */
const PATTERN = /^([0-9]+)_([^\n]*)\.(down|up)\.([^\n]*)$/;

/** The largest version that golang-migrate reads; it ignores files with a larger one. */
const LARGEST_UINT64 = 2n ** 64n - 1n;

/** The largest version the ledger can hold. */
export const LARGEST_VERSION = 2n ** 63n - 1n;

/** The version of the client-data stage, so that its file sorts after every migration. */
export const CLIENT_DATA_VERSION = 999_999n;

/** Parses a file name as golang-migrate does; undefined for a file that it silently ignores. */
export function parseFileName(fileName: string): MigrationFileName | undefined {
  const match = PATTERN.exec(fileName);
  const [, digits, name, direction, extension] = match ?? [];
  if (digits === undefined || name === undefined || extension === undefined) {
    return undefined;
  }
  const version = BigInt(digits);
  if (version > LARGEST_UINT64) {
    return undefined;
  }
  return { version, name, direction: direction === 'up' ? 'up' : 'down', extension };
}
