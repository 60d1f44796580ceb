import type { OtherLayout } from '../../configuration/layout.ts';

/** One version of the schema: a pair of files, either of which may be missing. */
export interface Migration {
  /** At most 2^63-1, because the ledger's column is a `bigint`. */
  version: bigint;
  /** The part between the version and `.up.`; the name of the up file if the two differ. */
  name: string;
  /** Path of the file. If undefined, golang-migrate changes the version without running anything. */
  up: string | undefined;
  down: string | undefined;
  /** The tool whose layout the files have; undefined for golang-migrate. One file may then be both up and down. */
  layout?: OtherLayout;
  /** Whether it has no down because no migration of the folder has one, or none of its kind can: then none is missing. */
  isForwardOnly?: boolean;
}

export type Direction = 'up' | 'down';

/** The name of a migration in messages: the file name without direction and extension. */
export function migrationLabel(migration: Pick<Migration, 'version' | 'name'>): string {
  return `${migration.version}_${migration.name}`;
}

/** A version for JSON: a number if JavaScript can represent it, otherwise a string. */
export function versionForJson(version: bigint): number | string {
  return version <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(version) : String(version);
}
