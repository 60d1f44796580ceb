import { changesSince } from '../migrations/changes-since.ts';
import type { Migration } from '../migrations/migration.ts';
import { UsageError } from '../support/errors.ts';

/** Which migrations to judge; all unless told. What comes before them is only run. */
export interface Selection {
  /** The first version to judge. */
  from?: bigint | undefined;
  /** The last version to judge; what comes after it is not run. */
  to?: bigint | undefined;
  only?: readonly bigint[] | undefined;
  /** Judge what differs from this commit of git, in the working tree too. */
  changedSince?: string | undefined;
}

export interface Selected {
  /** What has to be run, in order. */
  chain: Migration[];
  /** The versions to judge. */
  judged: ReadonlySet<bigint>;
}

/**
 * @param folder of the migrations
 * @throws UsageError `UNKNOWN_VERSION` for a version that is not there; `NO_GIT` when git cannot tell what changed
 */
export async function selectMigrations(
  folder: string,
  migrations: readonly Migration[],
  { from, to, only, changedSince }: Selection,
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
  const changed = changedSince === undefined ? undefined : (await changesSince(folder, changedSince)).versions;
  const chosen = migrations.filter(
    ({ version }) =>
      (from === undefined || version >= from) &&
      (to === undefined || version <= to) &&
      (only === undefined || only.includes(version)) &&
      (changed === undefined || changed.has(version)),
  );
  const last = chosen.at(-1)?.version;
  return {
    chain: migrations.filter(({ version }) => last !== undefined && version <= last),
    judged: new Set(chosen.map(({ version }) => version)),
  };
}
