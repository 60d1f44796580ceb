import { basename, dirname } from 'node:path';

import { changesSince } from '../migrations/pairs/changes-since.ts';
import type { Migration } from '../migrations/pairs/migration.ts';
import { migrationsInRange, type VersionRange } from '../migrations/pairs/version-range.ts';
import { versionOfRows } from './populated-pass/user-rows.ts';

/** Which migrations to check; all by default. Those before them are replayed only, later ones do not run. */
export interface Selection extends VersionRange {
  /** Check what differs from this commit of git, or depends on what does, including the working tree. */
  changedSince?: string | undefined;
}

/** Files that verdicts depend on besides the migrations. Git cannot tell about files outside the repository. */
export interface Dependencies {
  /** Every verdict depends on this file. */
  prelude?: string | undefined;
  /** Folder of rows; one version depends on each file. */
  populate?: string | undefined;
}

export interface SelectedMigrations {
  /** What has to run, in order. */
  chain: Migration[];
  selected: ReadonlySet<bigint>;
  /** Why none is selected. */
  note: string | undefined;
}

/**
 * @param folder of the migrations
 * @throws the errors of `migrationsInRange`; UsageError `NO_GIT` when git cannot tell what changed
 */
export async function selectMigrations(
  folder: string,
  migrations: readonly Migration[],
  { changedSince, ...range }: Selection,
  dependencies: Dependencies = {},
): Promise<SelectedMigrations> {
  const inRange = migrationsInRange(migrations, range);
  const changed =
    changedSince === undefined ? 'all' : await changedVersions(folder, migrations, changedSince, dependencies);
  const chosen = changed === 'all' ? inRange : inRange.filter(({ version }) => changed.has(version));
  const last = chosen.at(-1)?.version;
  const subject = inRange.length === migrations.length ? 'no migration' : 'none of these migrations';
  return {
    chain: migrations.filter(({ version }) => last !== undefined && version <= last),
    selected: new Set(chosen.map(({ version }) => version)),
    note: inRange.length > 0 && last === undefined ? `${subject} has changed since ${changedSince}` : undefined,
  };
}

/**
 * The versions of migrations and rows that differ from the point where the current branch left the commit; `all` if the
 * prelude differs.
 */
async function changedVersions(
  folder: string,
  migrations: readonly Migration[],
  reference: string,
  { prelude, populate }: Dependencies,
): Promise<ReadonlySet<bigint> | 'all'> {
  const changes = await changesSince(folder, reference, migrations);
  if (prelude !== undefined && (await changes.namesIn(dirname(prelude))).includes(basename(prelude))) {
    return 'all';
  }
  const rows = populate === undefined ? [] : await changes.namesIn(populate);
  return new Set([...changes.versions, ...rows.flatMap((name) => versionOfRows(name) ?? [])]);
}
