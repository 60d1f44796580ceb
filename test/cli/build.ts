import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
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

/** Builds `dist/` once a run, whatever projects ask for it, since these tests run what is published. */
export default function setup(project: TestProject): () => void {
  if (process.env['ELEMENTALDB_TEST_BUILT'] !== String(process.pid)) {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: REPOSITORY, stdio: 'inherit' });
    process.env['ELEMENTALDB_TEST_BUILT'] = String(process.pid);
  }
  const cache = mkdtempSync(join(tmpdir(), 'elementaldb-cli-cache-'));
  // As root the server runs under another account, which has to get through to the programs in here.
  chmodSync(cache, 0o755);
  project.provide('cliCache', cache);
  return () => rmSync(cache, { recursive: true, force: true });
}
