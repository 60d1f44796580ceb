import * as v from 'valibot';

import { VERSION } from '../../support/check-options.ts';
import { UsageError } from '../../support/errors.ts';
import type { Migration } from './migration.ts';

/** Which versions are meant; all by default. */
export interface VersionRange {
  /** The first version. */
  from?: bigint | undefined;
  /** The last version. */
  to?: bigint | undefined;
  only?: readonly bigint[] | undefined;
}

/** Schemas of `VersionRange`. */
export const RANGE_OPTIONS = {
  from: VERSION,
  to: VERSION,
  only: v.optional(v.array(v.bigint('must be a bigint, such as 3n'), 'must be an array of bigints')),
} satisfies Record<keyof VersionRange, v.GenericSchema>;

export function isInRange(version: bigint, { from, to, only }: VersionRange): boolean {
  return (
    (from === undefined || version >= from) &&
    (to === undefined || version <= to) &&
    (only === undefined || only.includes(version))
  );
}

/**
 * The migrations of a range.
 *
 * @throws UsageError `UNKNOWN_VERSION` for a version that does not exist; `EMPTY_SELECTION` for conditions that no
 *   migration meets
 */
export function migrationsInRange(migrations: readonly Migration[], range: VersionRange): Migration[] {
  const { from, to, only } = range;
  const known = new Set(migrations.map(({ version }) => version));
  const unknown = [from, to, ...(only ?? [])].filter((version) => version !== undefined && !known.has(version));
  if (unknown.length > 0) {
    const [first, last] = [migrations.at(0)?.version, migrations.at(-1)?.version];
    throw new UsageError(`unknown migration version: ${unknown.join(', ')}`, {
      code: 'UNKNOWN_VERSION',
      hint:
        first === undefined
          ? 'The folder is empty.'
          : `Use the number at the start of a file name; the versions here go from ${first} to ${last}.`,
    });
  }
  const inRange = migrations.filter(({ version }) => isInRange(version, range));
  if (inRange.length === 0 && migrations.length > 0) {
    const conditions = [
      ...(from === undefined ? [] : [`--from ${from}`]),
      ...(to === undefined ? [] : [`--to ${to}`]),
      ...(only === undefined ? [] : [`--only ${only.join(',')}`]),
    ];
    const isReversed = from !== undefined && to !== undefined && from > to;
    throw new UsageError(`no migration matches ${conditions.join(' and ')}`, {
      code: 'EMPTY_SELECTION',
      hint: isReversed ? `Exchange them: --from ${to} --to ${from}.` : 'Omit one of them, or change the version.',
    });
  }
  return inRange;
}
