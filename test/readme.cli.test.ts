import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

interface Block {
  heading: string;
  language: string;
  /** The name of a file that the block is the content of. */
  file: string | undefined;
  code: string;
}

/** Run by .ci/run as they stand, from a clean clone and from the packed package. */
const RUN_BY_CI = ['npm ci && npm start\n', 'npm ci && npm test\n', 'npm install --save-dev elementaldb\n'];

const blocks: Block[] = [...README.matchAll(/^```(\w*) ?(\S*)\n(.*?)^```$/gms)].map((match) => ({
  heading: /.*^## (.*?)$/ms.exec(README.slice(0, match.index))?.[1] ?? 'top',
  language: match[1] ?? '',
  file: match[2] === '' ? undefined : match[2],
  code: match[3] ?? '',
}));

let project: string;
let env: NodeJS.ProcessEnv;

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

async function run(command: string, args: string[], cwd = project): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env });
  return stdout;
}

/** Runs the lines of a shell block, whose commands must all succeed. */
async function runShell(code: string): Promise<string> {
  const url = code.includes('DATABASE_URL"') ? (await run('elementaldb', ['start', '--detach'])).trim() : '';
  try {
    return await run('bash', ['-euc', `export DATABASE_URL='${url}'\n${code}`]);
  } finally {
    if (url !== '') {
      await run('elementaldb', ['stop']);
    }
  }
}

const shellBlocks = blocks.filter(({ language, code }) => language === 'sh' && !RUN_BY_CI.includes(code));
const programs = blocks.filter(({ language, file }) => language === 'ts' && file === undefined);
const files = blocks.filter(({ file }) => file !== undefined);
const outputs = blocks.filter(({ language }) => language === 'console');

describe('README.md', () => {
  test('has at most 150 lines, and no block that no test runs', () => {
    expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
    const tested = new Set([...shellBlocks, ...programs, ...files, ...outputs]);
    expect(blocks.filter((block) => !tested.has(block)).map(({ code }) => code)).toEqual(RUN_BY_CI);
    expect([shellBlocks.length, programs.length, files.length, outputs.length]).toEqual([5, 1, 2, 1]);
  });

  test.each(shellBlocks.map((block) => [block.heading, block.code] as const))(
    '%s: the commands run',
    async (_, code) => {
      expect(await runShell(code)).not.toBe('');
    },
  );

  test.each(programs.map((block) => [block.heading, block.code] as const))('%s: the program runs', async (_, code) => {
    writeFileSync(join(project, 'program.mts'), code);
    expect(await run(process.execPath, ['--import', import.meta.resolve('tsx'), 'program.mts'])).toContain(
      'Demonstration',
    );
  });

  test('the test with a fixture passes', async () => {
    for (const { file, code } of files) {
      writeFileSync(join(project, file ?? ''), code);
    }
    const vitest = join(REPOSITORY, 'node_modules', 'vitest', 'vitest.mjs');
    expect(await run(process.execPath, [vitest, 'run', '--root', project])).toMatch(/1 passed/);
  });

  test('the output shown is what verify prints', async () => {
    const [shown = ''] = outputs.map(({ code }) => code);
    const failed = await run('elementaldb', ['verify', '--no-cache'], join(REPOSITORY, 'fixtures', 'readme')).then(
      () => expect.unreachable('the example has a defect'),
      (error: { code: number; stdout: string }) => error,
    );
    expect(failed.code).toBe(1);
    const time = /\(\d+(?:\.\d+)? m?s\)/;
    expect(`$ npx elementaldb verify\n${failed.stdout}`.replace(time, '')).toBe(shown.replace(time, ''));
  });
});
