import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A cache for the run, so that "the first start" is one and the user's own cache does not grow. */
    cliCache: string;
  }
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** What a build depends on, besides all of src. */
const INPUTS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Says from which content `dist/` was built; every build removes it first, with the folder. */
const BUILT_FROM = join(REPOSITORY, 'dist', 'chunks', '.built-from');

/** Builds `dist/` unless it is that of the sources as they are, since these tests run what is published. */
export default function setup(project: TestProject): () => void {
  const content = contentOfSources();
  if (builtFrom() !== content) {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: REPOSITORY, stdio: 'inherit' });
    writeFileSync(BUILT_FROM, content);
  }
  const cache = mkdtempSync(join(tmpdir(), 'elementaldb-cli-cache-'));
  // As root the server runs under another account, which has to get through to the programs in here.
  chmodSync(cache, 0o755);
  project.provide('cliCache', cache);
  return () => rmSync(cache, { recursive: true, force: true });
}

function contentOfSources(): string {
  const sources = readdirSync(join(REPOSITORY, 'src'), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const hash = createHash('sha256');
  for (const path of [...INPUTS.map((name) => join(REPOSITORY, name)), ...sources]) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function builtFrom(): string | undefined {
  try {
    return readFileSync(BUILT_FROM, 'utf8');
  } catch {
    return undefined; // Not built by a test, or built again since.
  }
}
