import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, inject } from 'vitest';

import { REPOSITORY, blocksOf } from './docs/blocks.ts';

export { REPOSITORY };

export const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

/** Run by .ci/run as they stand, from a clean clone and from the packed package. */
export const RUN_BY_CI = ['npm ci && npm start\n', 'npm ci && npm test\n', 'npm install --save-dev elementaldb\n'];

export const blocks = blocksOf('README.md');

export let project: string;

let env: NodeJS.ProcessEnv;

export async function run(command: string, args: string[], cwd = project): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env });
  return stdout;
}

export const shellBlocks = blocks.filter(({ language, code }) => language === 'sh' && !RUN_BY_CI.includes(code));

export const programs = blocks.filter(({ language, file }) => language === 'ts' && file === undefined);

export const files = blocks.filter(({ file }) => file !== undefined);

/** A project with vitest and the built package. */
export function useProject(): void {
  /** A project with the built package, the migrations of this repository, and servers and records of its own. */
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'elementaldb-test-readme-'));
    chmodSync(project, 0o755);
    mkdirSync(join(project, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(REPOSITORY, join(project, 'node_modules', 'elementaldb'));
    symlinkSync(join(REPOSITORY, 'dist', 'cli', 'main.js'), join(project, 'node_modules', '.bin', 'elementaldb'));
    chmodSync(join(REPOSITORY, 'dist', 'cli', 'main.js'), 0o755);
    for (const name of ['pg', 'vitest']) {
      symlinkSync(join(REPOSITORY, 'node_modules', name), join(project, 'node_modules', name));
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    cpSync(join(REPOSITORY, 'migrations'), join(project, 'migrations'), { recursive: true });
    env = {
      ...process.env,
      ELEMENTALDB_CACHE: inject('cliCache'),
      ELEMENTALDB_STATE: join(project, 'state'),
      PATH: [join(project, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
    };
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));
}
