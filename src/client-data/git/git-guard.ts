import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

import { codeOf, EnvironmentError, messageOf, UsageError } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';

export interface GitGuardOptions {
  /** Adds the lines to `.gitignore` and `.dockerignore` that keep the file out of commits and images. */
  writeIgnore: boolean;
}

/**
 * Refuses to write client data where git tracks the file or would add it, or the file beside it under which it is written until it is complete.
 * Without git or outside a repository everything is allowed.
 *
 * @returns the files that were changed
 * @throws UsageError `CLIENT_DATA_TRACKED`, `CLIENT_DATA_NOT_IGNORED`; EnvironmentError `GIT_FAILED`
 */
export async function guardFromGit(path: string, { writeIgnore }: GitGuardOptions): Promise<string[]> {
  const target = realPath(path);
  const root = await repositoryOf(target);
  if (root !== undefined && (await isTracked(target))) {
    throw new UsageError(`git tracks ${path}: client data must not get into a repository`, {
      code: 'CLIENT_DATA_TRACKED',
      hint: `Run "git rm --cached ${path}", or choose another file with --out.`,
    });
  }
  const notIgnored: string[] = [];
  for (const { example, pattern } of root === undefined ? [] : filesOf(target)) {
    if ((await git(target, ['check-ignore', '--quiet', '--', example])) === undefined) {
      notIgnored.push(pattern);
    }
  }
  if (!writeIgnore) {
    if (notIgnored.length > 0) {
      throw new UsageError(
        `git would add ${notIgnored.join(' and ')}: no .gitignore excludes ${notIgnored.length > 1 ? 'them' : 'it'}`,
        {
          code: 'CLIENT_DATA_NOT_IGNORED',
          hint: 'Add --write-ignore, which writes the lines into .gitignore and .dockerignore, or choose another file with --out.',
        },
      );
    }
    return [];
  }
  const top = root ?? dirname(target);
  return [
    ...addLines(
      join(dirname(target), '.gitignore'),
      notIgnored.map((pattern) => `/${basename(pattern)}`),
    ),
    ...addLines(
      join(top, '.dockerignore'),
      filesOf(target).map(({ pattern }) => relative(top, pattern)),
    ),
  ];
}

/**
 * Refuses a secret file that git tracks. Without git or outside a repository everything is allowed.
 *
 * @throws UsageError `ANONYMIZE_KEY_TRACKED`; EnvironmentError `GIT_FAILED`
 */
export async function refuseTrackedKey(path: string): Promise<void> {
  const target = realPath(path);
  if ((await repositoryOf(target)) !== undefined && (await isTracked(target))) {
    throw new UsageError(`git tracks the key file ${path}: who has the repository can find the real values`, {
      code: 'ANONYMIZE_KEY_TRACKED',
      hint: `Run "git rm --cached ${path}", and make a new key, because the history has this one.`,
    });
  }
}

/** The file, and those that stand beside it while it is written; a killed process leaves one. */
function filesOf(target: string): { example: string; pattern: string }[] {
  return [
    { example: target, pattern: target },
    { example: `${target}.building-1-00000000`, pattern: `${target}.building-*` },
  ];
}

/** Git names files by their real folder. */
function realPath(path: string): string {
  return join(realFolder(dirname(resolve(path))), basename(path));
}

async function isTracked(target: string): Promise<boolean> {
  return (await git(target, ['ls-files', '--error-unmatch', '--', target])) !== undefined;
}

function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

async function repositoryOf(target: string): Promise<string | undefined> {
  return existsSync(dirname(target)) ? git(target, ['rev-parse', '--show-toplevel']) : undefined;
}

/**
 * The output of git in the folder of a file; undefined if git says no, outside a repository, or if it is not installed.
 *
 * @throws EnvironmentError `GIT_FAILED` if git cannot tell
 */
async function git(target: string, args: readonly string[]): Promise<string | undefined> {
  try {
    // Its messages in English, of which one is read.
    const env = { ...process.env, LC_ALL: 'C', LANGUAGE: '' };
    const { stdout } = await promisify(execFile)('git', ['-C', dirname(target), ...args], { env });
    return stdout.trimEnd();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const isNo = error instanceof Error && 'code' in error && error.code === 1;
    if (isNo || codeOf(error) === 'ENOENT' || /not a git repository/i.test(said)) {
      return undefined;
    }
    throw new EnvironmentError(`git cannot tell whether it tracks ${target}: ${said.trim() || messageOf(error)}`, {
      code: 'GIT_FAILED',
      hint: 'Make "git status" work in that folder for this user, or choose a file outside the repository with --out.',
      cause: error,
    });
  }
}

function addLines(file: string, lines: readonly string[]): string[] {
  const text = readText(file);
  const present = new Set(text.split(/\r?\n/));
  const added = lines.filter((line) => !present.has(line));
  if (added.length === 0) {
    return [];
  }
  publishText(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added.join('\n')}\n`);
  return [file];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return '';
    }
    throw error;
  }
}
