/** One version of the schema: a pair of files, either of which may be missing. */
export interface Migration {
  /** Unsigned 64 bits in a file name; what this package runs is at most 2^63-1, the ledger's `bigint`. */
  version: bigint;
  /** What stands between the version and `.up.`; the up's where the halves differ. */
  name: string;
  /** Path of the file, or undefined: golang-migrate then moves the version without running anything. */
  up: string | undefined;
  down: string | undefined;
}

export type Direction = 'up' | 'down';

/** What a migration is called in messages: the file's name without direction and extension. */
export function migrationLabel(migration: Pick<Migration, 'version' | 'name'>): string {
  return `${migration.version}_${migration.name}`;
}

/** A version for JSON: a number where JavaScript can hold it, otherwise its digits. */
export function versionForJson(version: bigint): number | string {
  return version <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(version) : String(version);
}
