import { basename, dirname } from 'node:path';

import { changesSince } from '../migrations/pairs/changes-since.ts';
import { versionOfRows } from './populated-pass/user-rows.ts';

/** What verdicts depend on beside the migrations. Where it is in another repository, or in none, git cannot tell of it. */
export interface FilesBeside {
  /** Every verdict depends on this file. */
  prelude?: string | undefined;
  /** Folder of rows, each file of which one version depends on. */
  populate?: string | undefined;
}

/**
 * The versions of the files in the folder, and of the rows beside it, that differ from the point where the current branch
 * left the commit, are new or gone; `all` if the prelude does.
 *
 * @param folder of the migrations
 * @throws UsageError `NO_GIT` when git cannot tell
 */
export async function changedVersions(
  folder: string,
  reference: string,
  { prelude, populate }: FilesBeside,
): Promise<ReadonlySet<bigint> | 'all'> {
  const changes = await changesSince(folder, reference);
  if (prelude !== undefined && (await changes.namesIn(dirname(prelude))).includes(basename(prelude))) {
    return 'all';
  }
  const rows = populate === undefined ? [] : await changes.namesIn(populate);
  return new Set([...changes.versions, ...rows.flatMap((name) => versionOfRows(name) ?? [])]);
}
