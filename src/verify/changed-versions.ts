import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

import { parseFileName } from '../migrations/file-name.ts';
import { codeOf, messageOf, UsageError } from '../support/errors.ts';
import { versionOfRows } from './user-rows.ts';

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
  try {
    // A name that begins with a dash would be an option.
    const named = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`];
    const commit = (await git(folder, ...named)).trim();
    const base = await git(folder, 'merge-base', commit, 'HEAD').then(
      (text) => text.trim(),
      () => commit,
    );
    const repository = await topOf(folder);
    const changedIn = async (other: string): Promise<string[]> =>
      (await topOf(other)) === repository ? changedNames(other, base) : [];
    if (prelude !== undefined && (await changedIn(dirname(prelude))).includes(basename(prelude))) {
      return 'all';
    }
    const names = await changedNames(folder, base);
    const rows = populate === undefined ? [] : await changedIn(populate);
    return new Set([
      ...names.flatMap((name) => parseFileName(name)?.version ?? []),
      ...rows.flatMap((name) => versionOfRows(name) ?? []),
    ]);
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

async function git(folder: string, ...given: string[]): Promise<string> {
  // In a hook git names its folder and index, and then takes the folder it is called in for the top of the work tree.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  const { stdout } = await promisify(execFile)('git', ['-C', folder, ...given], {
    maxBuffer: 64 * 1_048_576,
    env: { ...env, LC_ALL: 'C' },
  });
  return stdout;
}

/** The top of the work tree that a folder is in; undefined outside of any. */
function topOf(folder: string): Promise<string | undefined> {
  return git(folder, 'rev-parse', '--show-toplevel').catch(() => undefined);
}

/** Names of the files right in a folder that differ from a commit, are new or gone. */
async function changedNames(folder: string, base: string): Promise<string[]> {
  const tracked = await git(folder, 'diff', '--name-only', '-z', '--relative', '--no-renames', base, '--', '.');
  const untracked = await git(folder, 'ls-files', '--others', '--exclude-standard', '-z', '--', '.');
  return `${tracked}${untracked}`.split('\0').filter((name) => name !== '' && !name.includes('/'));
}

/** What git itself says, without the command line that Node puts before it. */
function firstLine(error: unknown): string {
  const said = messageOf(error)
    .split('\n')
    .find((line) => /^(fatal|error): /.test(line));
  return said?.replace(/^\w+: /, '') ?? '';
}
