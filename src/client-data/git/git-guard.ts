import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

import { codeOf, UsageError } from '../../support/errors.ts';
import { publishText } from '../../support/publish.ts';

export interface GitGuardOptions {
  /** Adds the lines to `.gitignore` and `.dockerignore` that keep the file out of commits and images. */
  writeIgnore: boolean;
}

/**
 * Refuses to write client data where git tracks the file or would add it. Without git or outside a repository everything is
 * allowed.
 *
 * @returns the files that were changed
 * @throws UsageError `CLIENT_DATA_TRACKED`, `CLIENT_DATA_NOT_IGNORED`
 */
export async function guardFromGit(path: string, { writeIgnore }: GitGuardOptions): Promise<string[]> {
  const target = join(realFolder(dirname(resolve(path))), basename(path));
  const root = await repositoryOf(target);
  if (root !== undefined && (await git(target, ['ls-files', '--error-unmatch', '--', target])) !== undefined) {
    throw new UsageError(`git tracks ${path}: client data must not get into a repository`, {
      code: 'CLIENT_DATA_TRACKED',
      hint: `Run "git rm --cached ${path}", or choose another file with --out.`,
    });
  }
  const ignored = root === undefined || (await git(target, ['check-ignore', '--quiet', '--', target])) !== undefined;
  if (!writeIgnore) {
    if (!ignored) {
      throw new UsageError(`git would add ${path}: no .gitignore excludes it`, {
        code: 'CLIENT_DATA_NOT_IGNORED',
        hint: 'Add --write-ignore, which writes the line into .gitignore and .dockerignore, or choose another file with --out.',
      });
    }
    return [];
  }
  const top = root ?? dirname(target);
  return [
    ...(ignored ? [] : addLine(join(dirname(target), '.gitignore'), `/${basename(target)}`)),
    ...addLine(join(top, '.dockerignore'), relative(top, target)),
  ];
}

/** Git names files by their real folder. */
function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

async function repositoryOf(target: string): Promise<string | undefined> {
  return existsSync(dirname(target)) ? git(target, ['rev-parse', '--show-toplevel']) : undefined;
}

/** The output of git in the folder of a file; undefined if it fails or is not installed. */
async function git(target: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', dirname(target), ...args]);
    return stdout.trimEnd();
  } catch {
    return undefined;
  }
}

function addLine(file: string, line: string): string[] {
  const text = readText(file);
  if (text.split(/\r?\n/).includes(line)) {
    return [];
  }
  publishText(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
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
