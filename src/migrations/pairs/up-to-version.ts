import { UsageError } from '../../support/errors.ts';
import type { Migration } from './migration.ts';

/** A version as options take it; leading zeros do not count. */
export type VersionOption = bigint | number | string;

/**
 * The migrations up to a version, which must be one of them.
 *
 * @throws UsageError `UNKNOWN_VERSION` with the nearest versions
 */
export function upToVersion(migrations: readonly Migration[], to: VersionOption): Migration[] {
  const version = BigInt(to);
  const end = migrations.findIndex((migration) => migration.version === version);
  if (end === -1) {
    const before = migrations.findLast((migration) => migration.version < version);
    const after = migrations.find((migration) => migration.version > version);
    const nearest = [before, after].filter((each) => each !== undefined).map((each) => each.version);
    throw new UsageError(`no migration has the version ${version}`, {
      code: 'UNKNOWN_VERSION',
      hint: `Use the version of a migration. The nearest: ${nearest.join(' and ')}.`,
    });
  }
  return migrations.slice(0, end + 1);
}
