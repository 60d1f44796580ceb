import { expect, inject, test } from 'vitest';

import { runShellBlock, shellBlocks } from './run-shell-block.ts';

test.each(shellBlocks('quick'))('%s', async (_, block, how) => {
  expect(await runShellBlock(block, how, inject('cliCache'))).not.toBe('');
});
