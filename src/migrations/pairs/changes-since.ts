import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

import { codeOf, messageOf, UsageError } from '../../support/errors.ts';
import { fileLabel } from '../../support/file-label.ts';
import { parseFileName } from './file-name.ts';
import type { Migration } from './migration.ts';

/** How a folder, including uncommitted files, differs from the point where the current branch left a commit. */
export interface ChangesSince {
  /** Versions of the files that were changed, added or removed. */
  versions: ReadonlySet<bigint>;
  /** Names of the changed files. */
  edited: ReadonlySet<string>;
  /** Names of the added files. */
  added: ReadonlySet<string>;
  /** The highest version in the commit; undefined in another layout than golang-migrate's. */
  highest: bigint | undefined;
  /** Names of the files in another folder that were changed, added or removed; none if it is in another repository. */
  namesIn(other: string): Promise<string[]>;
}

/**
 * @param migrations those of the folder, if their layout is another one: only they tell the versions
 * @throws UsageError `NO_GIT` if git cannot determine the changes
 */
export async function changesSince(
  folder: string,
  reference: string,
  migrations: readonly Migration[] = [],
): Promise<ChangesSince> {
  const isOther = migrations.some(({ layout }) => layout !== undefined);
  const versions = isOther ? versionsByStem(migrations) : undefined;
  const git = gitIn(folder);
  try {
    // Prevents a name that begins with a dash from being read as an option.
    const commit = await commitOf(git, reference);
    const base = await git('merge-base', commit, 'HEAD').then(
      (text) => text.trim(),
      () => commit,
    );
    const { edited, added, removed } = await changesIn(folder, base, isOther);
    const repository = await topOf(folder);
    const versionsThen = versionsOf(directNamesIn(await git('ls-tree', '--name-only', '-z', commit, '--', '.')));
    return {
      versions: new Set(
        [...edited, ...added, ...removed].flatMap(
          (name) => versions?.get(stemOf(name)) ?? (isOther ? [] : versionsOf([name])),
        ),
      ),
      edited: new Set(edited),
      added: new Set(added),
      highest: isOther ? undefined : versionsThen.toSorted((a, b) => (a < b ? -1 : 1)).at(-1),
      async namesIn(other) {
        if ((await topOf(other)) !== repository) {
          return [];
        }
        const changes = await changesIn(other, base);
        return [...changes.edited, ...changes.added, ...changes.removed];
      },
    };
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    const why = missing ? 'git is not installed' : firstLine(error) || `unknown commit "${reference}"`;
    throw new UsageError(`cannot determine the changes since ${reference}: ${why}`, {
      code: 'NO_GIT',
      hint: missing
        ? 'Install git, or select migrations with --from or --only.'
        : 'Use a commit, branch or tag of the repository with the migrations. In CI, fetch it first.',
      cause: error,
    });
  }
}

/** The commit of a reference. Before the first commit of a repository, HEAD is the empty tree: everything is new. */
async function commitOf(git: ReturnType<typeof gitIn>, reference: string): Promise<string> {
  try {
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`)).trim();
  } catch (error) {
    const isUnborn = reference === 'HEAD' && (await git('rev-list', '--all', '--max-count=1')).trim() === '';
    if (!isUnborn) {
      throw error;
    }
    return (await git('hash-object', '-t', 'tree', '/dev/null')).trim();
  }
}

/** The versions by what the names of both files of a migration have in common. */
function versionsByStem(migrations: readonly Migration[]): Map<string, bigint> {
  return new Map(
    migrations.flatMap(({ version, up, down }) =>
      [up, down].flatMap((path) => (path === undefined ? [] : [[stemOf(fileLabel(path)), version] as const])),
    ),
  );
}

function stemOf(label: string): string {
  return label.replace(/(?:\/up|\/down|\.up|\.down)?\.sql$/, '').replace(/^[UV](?=\d)/, '');
}

/**
 * Names of the files in a folder that differ from a commit.
 *
 * @param withSubfolders whether files in subfolders count, by their labels
 */
async function changesIn(
  folder: string,
  base: string,
  withSubfolders = false,
): Promise<Record<'edited' | 'added' | 'removed', string[]>> {
  const git = gitIn(folder);
  const namesIn = withSubfolders ? labelsIn : directNamesIn;
  const diff = ['diff', '--name-only', '-z', '--relative', '--no-renames'];
  const changed = async (filter: string): Promise<string[]> =>
    namesIn(await git(...diff, `--diff-filter=${filter}`, base, '--', '.'));
  const untracked = namesIn(await git('ls-files', '--others', '--exclude-standard', '-z', '--', '.'));
  return { edited: await changed('MT'), added: [...(await changed('A')), ...untracked], removed: await changed('D') };
}

/** The top folder of the work tree; undefined outside a repository. */
async function topOf(folder: string): Promise<string | undefined> {
  return gitIn(folder)('rev-parse', '--show-toplevel').catch(() => undefined);
}

/** Whether git tracks a file; false without git or a repository. */
export async function isTracked(file: string): Promise<boolean> {
  return gitIn(dirname(file))('ls-files', '--error-unmatch', '--', basename(file)).then(
    () => true,
    () => false,
  );
}

function gitIn(folder: string): (...given: string[]) => Promise<string> {
  // In a hook these variables are set, and git would take the current folder for the top of the work tree.
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  return async (...given) => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...given], {
      maxBuffer: 64 * 1_048_576,
      env: { ...env, LC_ALL: 'C' },
    });
    return stdout;
  };
}

/** The names in git's output that are directly in the folder. */
function directNamesIn(answer: string): string[] {
  return answer.split('\0').filter((name) => name !== '' && !name.includes('/'));
}

function labelsIn(answer: string): string[] {
  return answer.split('\0').flatMap((path) => (path === '' ? [] : [fileLabel(path)]));
}

function versionsOf(names: readonly string[]): bigint[] {
  return names.flatMap((name) => parseFileName(name)?.version ?? []);
}

/** Git's own message, without the command line that Node adds. */
function firstLine(error: unknown): string {
  const message = messageOf(error)
    .split('\n')
    .find((line) => /^(fatal|error): /.test(line));
  return message?.replace(/^\w+: /, '') ?? '';
}
