import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

import { codeOf, messageOf, UsageError } from '../../support/errors.ts';
import { parseFileName } from './file-name.ts';

/** How a folder differs from the point where the current branch left a commit, in the working tree too. */
export interface ChangesSince {
  /** Versions of the files that differ, are new or gone. */
  versions: ReadonlySet<bigint>;
  /** Names of the files that were there and differ. */
  edited: ReadonlySet<string>;
  /** Names of the files that were not there. */
  added: ReadonlySet<string>;
  /** The highest version that the commit itself has. */
  highest: bigint | undefined;
  /** Names of the files right in another folder that differ, are new or gone; none where it is in another repository. */
  namesIn(other: string): Promise<string[]>;
}

/** @throws UsageError `NO_GIT` when git cannot tell what changed */
export async function changesSince(folder: string, reference: string): Promise<ChangesSince> {
  const git = gitIn(folder);
  try {
    // A name that begins with a dash would be an option.
    const commit = (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`)).trim();
    const base = await git('merge-base', commit, 'HEAD').then(
      (text) => text.trim(),
      () => commit,
    );
    const { edited, added, gone } = await changesIn(folder, base);
    const repository = await topOf(folder);
    const versionsThen = versionsOf(namesIn(await git('ls-tree', '--name-only', '-z', commit, '--', '.')));
    return {
      versions: new Set(versionsOf([...edited, ...added, ...gone])),
      edited: new Set(edited),
      added: new Set(added),
      highest: versionsThen.toSorted((a, b) => (a < b ? -1 : 1)).at(-1),
      async namesIn(other) {
        if ((await topOf(other)) !== repository) {
          return [];
        }
        const changes = await changesIn(other, base);
        return [...changes.edited, ...changes.added, ...changes.gone];
      },
    };
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

/** Names of the files right in a folder that differ from a commit. */
async function changesIn(folder: string, base: string): Promise<Record<'edited' | 'added' | 'gone', string[]>> {
  const git = gitIn(folder);
  const diff = ['diff', '--name-only', '-z', '--relative', '--no-renames'];
  const changed = async (filter: string): Promise<string[]> =>
    namesIn(await git(...diff, `--diff-filter=${filter}`, base, '--', '.'));
  const untracked = namesIn(await git('ls-files', '--others', '--exclude-standard', '-z', '--', '.'));
  return { edited: await changed('MT'), added: [...(await changed('A')), ...untracked], gone: await changed('D') };
}

/** The top of the work tree that a folder is in; undefined outside of any. */
async function topOf(folder: string): Promise<string | undefined> {
  return gitIn(folder)('rev-parse', '--show-toplevel').catch(() => undefined);
}

/** Whether git keeps a file; false where there is no git, or no repository. */
export async function isTracked(file: string): Promise<boolean> {
  return gitIn(dirname(file))('ls-files', '--error-unmatch', '--', basename(file)).then(
    () => true,
    () => false,
  );
}

function gitIn(folder: string): (...given: string[]) => Promise<string> {
  // In a hook git names its folder and index, and then takes the folder it is called in for the top of the work tree.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  return async (...given) => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...given], {
      maxBuffer: 64 * 1_048_576,
      env: { ...env, LC_ALL: 'C' },
    });
    return stdout;
  };
}

/** The names in git's answer that lie in the folder itself. */
function namesIn(answer: string): string[] {
  return answer.split('\0').filter((name) => name !== '' && !name.includes('/'));
}

function versionsOf(names: readonly string[]): bigint[] {
  return names.flatMap((name) => parseFileName(name)?.version ?? []);
}

/** What git itself says, without the command line that Node puts before it. */
function firstLine(error: unknown): string {
  const said = messageOf(error)
    .split('\n')
    .find((line) => /^(fatal|error): /.test(line));
  return said?.replace(/^\w+: /, '') ?? '';
}
