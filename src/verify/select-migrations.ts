import type { Migration } from '../migrations/pairs/migration.ts';
import { UsageError } from '../support/errors.ts';
import { changedVersions, type FilesBeside } from './changed-versions.ts';

/** Which migrations to judge; all unless told. What comes before them is only run. */
export interface Selection {
  /** The first version to judge. */
  from?: bigint | undefined;
  /** The last version to judge; what comes after it is not run. */
  to?: bigint | undefined;
  only?: readonly bigint[] | undefined;
  /** Judge what differs from this commit of git, or depends on what does, in the working tree too. */
  changedSince?: string | undefined;
}

export interface Selected {
  /** What has to be run, in order. */
  chain: Migration[];
  /** The versions to judge. */
  judged: ReadonlySet<bigint>;
  /** Why there are none. */
  note: string | undefined;
}

/**
 * @param folder of the migrations
 * @throws UsageError `UNKNOWN_VERSION` for a version that is not there; `EMPTY_SELECTION` for conditions that no migration
 *   meets; `NO_GIT` when git cannot tell what changed
 */
export async function selectMigrations(
  folder: string,
  migrations: readonly Migration[],
  { from, to, only, changedSince }: Selection,
  beside: FilesBeside = {},
): Promise<Selected> {
  const known = new Set(migrations.map(({ version }) => version));
  const unknown = [from, to, ...(only ?? [])].filter((version) => version !== undefined && !known.has(version));
  if (unknown.length > 0) {
    const [first, last] = [migrations.at(0)?.version, migrations.at(-1)?.version];
    throw new UsageError(`there is no migration of version ${unknown.join(', ')}`, {
      code: 'UNKNOWN_VERSION',
      hint: first === undefined ? 'The folder is empty.' : `The versions go from ${first} to ${last}.`,
    });
  }
  const asked = migrations.filter(
    ({ version }) =>
      (from === undefined || version >= from) &&
      (to === undefined || version <= to) &&
      (only === undefined || only.includes(version)),
  );
  if (asked.length === 0 && migrations.length > 0) {
    const conditions = [
      ...(from === undefined ? [] : [`--from ${from}`]),
      ...(to === undefined ? [] : [`--to ${to}`]),
      ...(only === undefined ? [] : [`--only ${only.join(',')}`]),
    ];
    throw new UsageError(`there is no migration to judge: ${conditions.join(' and ')} exclude each other`, {
      code: 'EMPTY_SELECTION',
      hint: 'Leave one of them out, or change the version.',
    });
  }
  const changed = changedSince === undefined ? 'all' : await changedVersions(folder, changedSince, beside);
  const chosen = changed === 'all' ? asked : asked.filter(({ version }) => changed.has(version));
  const last = chosen.at(-1)?.version;
  const subject = asked.length === migrations.length ? 'no migration' : 'none of these migrations';
  return {
    chain: migrations.filter(({ version }) => last !== undefined && version <= last),
    judged: new Set(chosen.map(({ version }) => version)),
    note: asked.length > 0 && last === undefined ? `${subject} has changed since ${changedSince}` : undefined,
  };
}
