import { existsSync, readFileSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What `init` looks at: names of files, and the contents of those it asks for. */
export interface Repository {
  /** Paths of all files, relative to the folder, with `/`, in order; without installed packages and build results. */
  paths: ReadonlySet<string>;
  /** The content of a file; empty if it does not exist or cannot be read. */
  text: (path: string) => string;
  /** The root of the git repository, if the folder lies below it. */
  rootAbove: string | undefined;
}

/** Folders with copies of files, or files of others. */
const IGNORED = new Set(['node_modules', 'vendor', 'dist', 'build', 'coverage', 'target', 'venv', '__pycache__']);

/** Folders with a dot that hold the configuration of CI and hooks; all others are caches, environments or git's own. */
const SEEN = new Set(['.github', '.husky']);

/** Files of git that say where the repository comes from and what its main branch is. */
const OF_GIT = ['.git/HEAD', '.git/config', '.git/refs/remotes/origin/HEAD'];

/** Lists the files of a folder. Symbolic links to folders are not followed. */
export async function readRepository(folder: string): Promise<Repository> {
  const paths = [...(await filesBelow(folder, '')), ...OF_GIT.filter((path) => existsSync(join(folder, path)))];
  return {
    paths: new Set(paths.toSorted()),
    text: (path) => textOf(join(folder, path)),
    rootAbove: rootAbove(folder),
  };
}

async function filesBelow(folder: string, below: string): Promise<string[]> {
  const found = await Promise.all(
    (await entriesOf(join(folder, below))).map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory()) {
        return [path];
      }
      const isIgnored = IGNORED.has(entry.name) || (entry.name.startsWith('.') && !SEEN.has(entry.name));
      return isIgnored ? [] : filesBelow(folder, path);
    }),
  );
  return found.flat();
}

/** Empty for a folder that this user must not read. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A parent folder with `.git`, which is a file in a worktree. */
function rootAbove(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) {
    return undefined;
  }
  return parents(folder).find((parent) => existsSync(join(parent, '.git')));
}

function parents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...parents(parent)];
}
