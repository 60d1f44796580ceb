import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { REPOSITORY, blocksIn, blocksOf, nameOf, type Block } from './blocks.ts';
import { SHELL_BLOCKS, type ShellBlock } from './shell-blocks.ts';

const FOLDERS = { energy: 'migrations', meters: join('fixtures', 'readme', 'migrations') };

/** The blocks to run, with a name for the test. */
export function shellBlocks(part: 'quick' | 'long'): (readonly [name: string, block: Block, how: ShellBlock])[] {
  return blocksIn('sh').flatMap((block) => {
    const how = SHELL_BLOCKS.find(({ page, begins }) => page === block.page && block.code.startsWith(begins));
    const isWanted = how !== undefined && how.because === undefined && (how.quick === true) === (part === 'quick');
    return isWanted ? [[nameOf(block), block, how] as const] : [];
  });
}

/**
 * Runs a block in a project of its own, in which the files that its page names stand beside the migrations.
 *
 * @throws the error of execFile, with `stdout` and `stderr`, if a command fails
 */
export async function runShellBlock(block: Block, how: ShellBlock, cache: string): Promise<string> {
  const project = mkdtempSync(join(tmpdir(), 'elementaldb-test-docs-'));
  const run = async (code: string): Promise<string> => {
    const options = { cwd: project, env: environment(project, cache) };
    const child = promisify(execFile)('bash', ['-uc', code], options);
    child.child.stdin?.end();
    return (await child).stdout;
  };
  chmodSync(project, 0o755);
  try {
    prepare(project, how, block.page);
    return await run(scriptOf(block, how));
  } finally {
    await run('elementaldb stop || true');
    rmSync(project, { recursive: true, force: true });
  }
}

function prepare(project: string, { migrations = 'meters' }: ShellBlock, page: string): void {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(REPOSITORY, join(modules, 'elementaldb'));
  symlinkSync(join(REPOSITORY, 'dist', 'cli', 'main.js'), join(modules, '.bin', 'elementaldb'));
  chmodSync(join(REPOSITORY, 'dist', 'cli', 'main.js'), 0o755);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  cpSync(join(REPOSITORY, FOLDERS[migrations]), join(project, 'migrations'), { recursive: true });
  for (const { file, language, code } of blocksOf(page)) {
    if (file !== undefined && (language === 'csv' || language === 'ts')) {
      writeFileSync(join(project, file), code);
    }
  }
}

function environment(project: string, cache: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ELEMENTALDB_CACHE: cache,
    ELEMENTALDB_STATE: join(project, 'state'),
    PATH: [join(project, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
  };
}

const START = 'elementaldb start --detach && DATABASE_URL=$(elementaldb url)';

function scriptOf({ code }: Block, { server, first, replace = [], finds, alternatives }: ShellBlock): string {
  let text = code.replaceAll('postgresql://…', '"$DATABASE_URL"');
  for (const [from, to] of replace) {
    if (!text.includes(from)) {
      throw new Error(`the block does not have "${from}" any more: correct its entry in shell-blocks.ts`);
    }
    text = text.replaceAll(from, to);
  }
  const allowed = finds === true ? 1 : 0;
  return [
    'set -E',
    `trap 'code=$?; [ "$code" -le ${allowed} ] || exit "$code"' ERR`,
    ...(server === true
      ? [START, 'export DATABASE_URL STAGING_URL=$DATABASE_URL PRODUCTION_URL=$DATABASE_URL REVIEW_URL=$DATABASE_URL']
      : []),
    ...(first === undefined ? [] : [first]),
    alternatives === true ? text.trim().split('\n').join(`\nelementaldb stop\n${START}\n`) : text,
    // The last command may end with 1 too.
    ...(finds === true ? ['true'] : []),
  ].join('\n');
}
