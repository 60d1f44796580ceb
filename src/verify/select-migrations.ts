import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { parseFileName } from '../migrations/file-name.ts';
import type { Migration } from '../migrations/migration.ts';
import { codeOf, messageOf, UsageError } from '../support/errors.ts';

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
  const changed = changedSince === undefined ? undefined : await changedVersions(folder, changedSince);
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

/** Versions of the files in the folder that differ from the point where the current branch left the commit, are new or gone. */
async function changedVersions(folder: string, reference: string): Promise<ReadonlySet<bigint>> {
  // In a hook git names its folder and index, and then takes the folder it is called in for the top of the work tree.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  const git = async (...given: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...given], {
      maxBuffer: 64 * 1_048_576,
      env: { ...env, LC_ALL: 'C' },
    });
    return stdout;
  };
  try {
    // A name that begins with a dash would be an option.
    const commit = (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`)).trim();
    const base = await git('merge-base', commit, 'HEAD').then(
      (text) => text.trim(),
      () => commit,
    );
    const tracked = await git('diff', '--name-only', '-z', '--relative', '--no-renames', base, '--', '.');
    const untracked = await git('ls-files', '--others', '--exclude-standard', '-z', '--', '.');
    const names = `${tracked}${untracked}`.split('\0').filter((name) => !name.includes('/'));
    return new Set(names.flatMap((name) => parseFileName(name)?.version ?? []));
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    const why = missing ? 'git is not installed' : firstLine(error) || `git knows no commit "${reference}"`;
    throw new UsageError(`cannot tell what changed since ${reference}: ${why}`, {
      code: 'NO_GIT',
      hint: missing
        ? 'Install git, or choose migrations with --from or --only.'
        : 'Name a commit, branch or tag of the repository that the migrations are in; in CI it has to be fetched first.',
      cause: error,
    });
  }
}

/** What git itself says, without the command line that Node puts before it. */
function firstLine(error: unknown): string {
  const said = messageOf(error)
    .split('\n')
    .find((line) => /^(fatal|error): /.test(line));
  return said?.replace(/^\w+: /, '') ?? '';
}
