import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { REPOSITORY, project, run, shellBlocks, programs, files, useProject } from './readme-blocks.ts';

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

useProject();

describe('README.md', () => {
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
});
