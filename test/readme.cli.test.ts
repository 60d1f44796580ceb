import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import {
  REPOSITORY,
  README,
  RUN_BY_CI,
  blocks,
  run,
  shellBlocks,
  programs,
  files,
  useProject,
} from './readme-blocks.ts';

const outputs = blocks.filter(({ language }) => language === 'console');

useProject();

describe('README.md', () => {
  test('has at most 150 lines, and no block that no test runs', () => {
    expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
    const tested = new Set([...shellBlocks, ...programs, ...files, ...outputs]);
    expect(blocks.filter((block) => !tested.has(block)).map(({ code }) => code)).toEqual(RUN_BY_CI);
    expect([shellBlocks.length, programs.length, files.length, outputs.length]).toEqual([5, 1, 2, 1]);
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
